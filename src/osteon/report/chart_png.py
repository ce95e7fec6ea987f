"""SVG text to a PNG picture, with the typeface that comes with Osteon, so that every machine draws the same."""

from __future__ import annotations

from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
PAGE = b"#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg))"
"""A Typst document that is nothing but one picture."""
PIXELS_PER_INCH = 120.0
"""1500 pixels across for a drawing that is 1200 wide: 150 to the inch on a sheet of 10 inches."""


def png_of(svg: str) -> bytes:
    r"""A PNG picture of an SVG document.

    >>> png_of('<svg xmlns="http://www.w3.org/2000/svg" width="96" height="48"/>')[:24]
    b'\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00x\x00\x00\x00<'
    """
    import typst

    known = all(_has(letter) for letter in set(svg))
    fonts = typst.Fonts(include_system_fonts=not known, include_embedded_fonts=False, font_paths=[FONTS])
    picture = typst.Compiler(PAGE, font_paths=fonts, sys_inputs={"svg": svg}).compile(format="png", ppi=PIXELS_PER_INCH)
    assert isinstance(picture, bytes)
    return picture


def _has(letter: str) -> bool:
    """Whether the typeface may have a letter: it ends with Cyrillic, and starts again with punctuation and signs."""
    return letter <= "\u0491" or "\u1e9e" <= letter <= "\u2265"

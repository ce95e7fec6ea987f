"""Reading files that people bring: bounded in size, never executed; what is wrong is said with what to do."""

from __future__ import annotations

from pathlib import Path

from osteon.errors import InputError

MB = 1_000_000


def read_bytes(path: str | Path, most: int, what: str, endings: tuple[str, ...], advice: str) -> bytes:
    """All of a file of at most `most` bytes; `what` it is, its usual `endings`, and `advice` where it is larger.

    Raises:
        InputError: it is missing, a folder, too large, or cannot be read.

    >>> b"read_bytes" in read_bytes(__file__, MB, "module", (".py",), "a module is small")
    True
    """
    where = str(path)
    try:
        with Path(path).open("rb") as file:
            content = file.read(most + 1)
    except FileNotFoundError:
        raise InputError(f"there is no such file; {_neighbours(Path(path), endings)}", where) from None
    except IsADirectoryError:
        raise InputError(f"this is a folder; name a {what} ({' or '.join(endings)}) in it", where) from None
    except (OSError, ValueError) as error:
        raise InputError(f"this file cannot be read: {getattr(error, 'strerror', None) or error}", where) from None
    if len(content) > most:
        raise InputError(f"this file is larger than {most // MB} MB; {advice}", where)
    return content


def utf8(content: bytes, where: str) -> str:
    r"""The text of a file in UTF-8, with or without the mark of its encoding.

    Raises:
        InputError: it is another encoding, with the first line that is not UTF-8.

    >>> utf8(b"\xef\xbb\xbfcalcium", "a file")
    'calcium'
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(f"line {line} is not UTF-8 text; save the file as UTF-8", where) from None


def _neighbours(path: Path, endings: tuple[str, ...]) -> str:
    try:
        names = sorted(file.name for file in path.parent.iterdir() if file.suffix.lower() in endings)[:5]
    except OSError:
        names = []
    return f"there are {', '.join(names)}" if names else "check the path"

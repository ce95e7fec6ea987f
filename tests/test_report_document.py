"""The report to keep: complete, the same for the same input, safe against what people write, readable by machines."""

from __future__ import annotations

import re
import stat
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from osteon.cli.group import osteon
from osteon.person import Person
from osteon.report.build import document_of
from osteon.report.document import Document, Notice, Paragraph, Picture, Points, Section, Table
from osteon.report.page import html_report, page_of
from osteon.report.pdf import pdf_of

EXAMPLES = Path(__file__).parents[1] / "examples"
ME = {"person": {"age": 57, "sex": "female", "place": "Utrecht", "name": "A <b>bold</b> & odd 'name' #strong[x]"}}


@pytest.fixture(scope="module")
def document() -> Document:
    return document_of(Person.from_dict({**ME, "supplement": [PILL]}), years=2, draws=16)


PILL = {"nutrient": "vitamin D3", "amount": "1000 IU", "every": "day"}


def test_a_report_has_every_part(document: Document) -> None:
    titles = [section.title for section in document.sections]
    assert titles[0] == "Before you read"
    assert {"Who this is about", "What comes in", "Bone", "Broken bones", "What the supplements change"} <= set(titles)
    assert {"The plan", "Sources"} <= set(titles)
    text = str(document.plain())
    assert "not a medical device" in text
    assert text.count("doi ") > 20


def test_the_same_input_gives_the_same_bytes(document: Document) -> None:
    again = document_of(Person.from_dict({**ME, "supplement": [PILL]}), years=2, draws=16)
    assert again == document
    assert pdf_of(again) == pdf_of(document)
    assert page_of(again) == page_of(document)


def test_a_pdf_is_tagged_for_screen_readers(document: Document) -> None:
    made = pdf_of(document)
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made or b"/MarkInfo" in made or b"/ObjStm" in made


def test_every_picture_says_what_it_shows(document: Document) -> None:
    pictures = [block for section in document.sections for block in section.blocks if isinstance(block, Picture)]
    assert len(pictures) >= 5
    assert all(len(picture.alt) > 20 for picture in pictures)


def test_a_page_is_well_formed_and_fetches_nothing(document: Document) -> None:
    page = page_of(document)
    assert "<script" not in page
    assert "<b>bold" not in page
    assert not re.search(r'(?:src|href)="(?!#)', page)
    assert not re.search(r"url\((?!#)", page)
    opened = Balance()
    opened.feed(page)
    assert opened.waiting == []


class Balance(HTMLParser):
    """Opened and not yet closed elements."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "path", "rect", "line", "circle", "br"):
            self.waiting.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("path", "rect", "line", "circle"):
            return
        assert self.waiting.pop() == tag


@settings(max_examples=15)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60))
def test_any_words_are_shown_as_they_are(words: str) -> None:
    blocks = (
        Paragraph(words),
        Points((words,)),
        Notice(f"notice {words}", (words,)),
        Table(f"table {words}", ("", words), ((words, words),)),
    )
    document = Document(f"title {words}", words, (Section(f"part {words}", blocks),))
    assert pdf_of(document).startswith(b"%PDF-")
    assert "<script" not in page_of(document)


def test_a_person_with_a_hard_stop_gets_no_dose() -> None:
    table = {**ME, "person": {**ME["person"], "medicines": ["warfarin"]}}
    page = html_report(Person.from_dict(table), years=1)
    assert "Ask your doctor first" in page
    assert "No plan is given" in page
    assert "tablet a day" not in page


def test_the_command_writes_private_files_and_says_where(tmp_path: Path) -> None:
    person = str(EXAMPLES / "older_man_kidney.toml")
    done = CliRunner().invoke(osteon, ["report", person, "--pdf", "--html", "--years", "1", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    for ending in ("pdf", "html"):
        path = tmp_path / f"older_man_kidney-report.{ending}"
        assert path.stat().st_size > 10_000
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert str(path) in done.output


def test_a_wrong_person_or_folder_is_told_without_a_traceback(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[person]\nage = 400\nsex = 'x'\n")
    done = CliRunner().invoke(osteon, ["report", str(wrong), "--pdf"])
    assert done.exit_code == 2
    assert "age" in done.output
    assert "sex" in done.output
    place = tmp_path / "file"
    place.write_text("")
    person = str(EXAMPLES / "young_man_winter.toml")
    done = CliRunner().invoke(osteon, ["report", person, "--no-plan", "--years", "1", "--out", str(place)])
    assert done.exit_code == 6
    assert "Traceback" not in done.output

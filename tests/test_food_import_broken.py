"""Wrong, broken and hostile files: a clear message with the next step, no traceback, and the database as it was."""

import gzip
import json
import random
import sqlite3
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.food_files import (
    EDAM,
    FOOD,
    OFF_GOUDA,
    OFF_HEAD,
    ciqual_rows,
    ciqual_xml,
    fdc_json,
    json_food,
    off_tsv,
    usual_download,
    xlsx,
    zipped,
)

from osteon.cli.foods import foods as command
from osteon.errors import InputError, StorageError
from osteon.intake import food_store
from osteon.intake.food_import import files, import_foods, json_stream, running, staging
from osteon.intake.food_import.json_stream import objects
from osteon.intake.food_lookup import find_foods


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OSTEON_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def refused(path: Path) -> str:
    with pytest.raises(InputError) as told:
        import_foods(path)
    assert str(path) in str(told.value)
    return str(told.value)


def is_empty() -> bool:
    if not food_store.exists():
        return True
    with sqlite3.connect(food_store.file()) as database:
        counts = [
            database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("food", "part", "import")
        ]
    database.close()
    return counts == [0, 0, 0]


class TestWrongFiles:
    def test_not_there(self, tmp_path: Path) -> None:
        assert "no such file" in refused(tmp_path / "nowhere.zip")

    def test_empty(self, tmp_path: Path) -> None:
        (tmp_path / "empty.csv").touch()
        assert "empty" in refused(tmp_path / "empty.csv")

    def test_something_else_says_what_is_known(self, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("milk, eggs\n")
        text = refused(tmp_path / "notes.txt")
        assert "FoodData Central" in text
        assert "CIQUAL" in text
        assert "Open Food Facts" in text

    def test_an_old_excel_file_says_what_to_take_instead(self, tmp_path: Path) -> None:
        path = tmp_path / "Table Ciqual 2020.xls"
        path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(100))
        assert "zip of XML" in refused(path)

    def test_part_of_a_download_says_what_is_missing(self, tmp_path: Path) -> None:
        path = zipped(tmp_path / "part.zip", {"food.csv": FOOD + "\n"})
        assert "food_nutrient.csv is missing" in refused(path)

    def test_a_missing_column_is_named_with_those_there(self, tmp_path: Path) -> None:
        texts = usual_download().texts() | {"food.csv": '"fdc_id","type","description"\n"1","x","y"\n'}
        text = refused(zipped(tmp_path / "fdc.zip", texts))
        assert "'data_type' is missing" in text
        assert is_empty()

    def test_a_folder_of_something_else(self, tmp_path: Path) -> None:
        (tmp_path / "folder").mkdir()
        assert "no food table" in refused(tmp_path / "folder")

    def test_json_of_something_else(self, tmp_path: Path) -> None:
        (tmp_path / "x.json").write_text('{"a": 1}')
        assert "no food table" in refused(tmp_path / "x.json")

    def test_ciqual_without_its_table_of_constituents(self, tmp_path: Path) -> None:
        whole = ciqual_xml(tmp_path / "whole.zip", {"1": ("Edam", "Edam", EDAM)})
        with zipfile.ZipFile(whole) as archive:
            kept = {name: archive.read(name) for name in archive.namelist() if not name.startswith("const")}
        assert "const" in refused(zipped(tmp_path / "part.zip", kept))


class TestBrokenFiles:
    def test_cut_off_zip(self, tmp_path: Path) -> None:
        path = usual_download().zip(tmp_path / "fdc.zip")
        path.write_bytes(path.read_bytes()[:-200])
        assert "cannot be read" in refused(path)

    def test_damaged_inside(self, tmp_path: Path) -> None:
        path = usual_download().zip(tmp_path / "fdc.zip")
        content = bytearray(path.read_bytes())
        start = content.index(b"food_nutrient.csv") + 60
        content[start : start + 40] = random.Random(1).randbytes(40)
        path.write_bytes(content)
        assert "broken" in refused(path)
        assert is_empty()

    def test_cut_off_gzip_leaves_the_database_as_it_was(self, tmp_path: Path) -> None:
        import_foods(usual_download().zip(tmp_path / "fdc.zip"))
        products = [{**OFF_GOUDA, "code": str(10**7 + n), "product_name": f"Kaas {n * 7919}"} for n in range(300)]
        path = off_tsv(tmp_path / "off.csv.gz", products)
        path.write_bytes(path.read_bytes()[:-30])
        assert "broken" in refused(path)
        assert not [food for food in find_foods("kaas", 20) if food.id.startswith("off")]

    def test_cut_off_json(self, tmp_path: Path) -> None:
        text = json.dumps({"FoundationFoods": [json_food(n, "Tofu", "Foundation", {1087: 3}) for n in range(5)]})
        path = zipped(tmp_path / "json.zip", {"foods.json": text[:-300]})
        assert "broken or cut off" in refused(path)
        assert is_empty()

    def test_a_quotation_that_never_ends(self, tmp_path: Path) -> None:
        texts = usual_download().texts()
        texts["food.csv"] += '"5","branded_food","never ends' + "x" * 200_000
        assert "food.csv, line" in refused(zipped(tmp_path / "fdc.zip", texts))

    def test_text_of_another_encoding(self, tmp_path: Path) -> None:
        (tmp_path / "off.csv").write_bytes((OFF_HEAD + "\n1\t" + "\xff\xfe").encode("latin-1"))
        assert "UTF-8" in refused(tmp_path / "off.csv")

    def test_a_broken_sheet(self, tmp_path: Path) -> None:
        path = xlsx(tmp_path / "ciqual.xlsx", ciqual_rows({"1": ("Edam", "Edam", EDAM)}))
        with zipfile.ZipFile(path) as archive:
            texts = {name: archive.read(name) for name in archive.namelist()}
        texts["xl/worksheets/sheet1.xml"] = texts["xl/worksheets/sheet1.xml"][:-30]
        assert "broken" in refused(zipped(tmp_path / "broken.xlsx", texts))
        del texts["xl/worksheets/sheet1.xml"]
        assert "no first sheet" in refused(zipped(tmp_path / "none.xlsx", texts))

    def test_lines_that_are_no_json_are_counted(self, tmp_path: Path) -> None:
        path = tmp_path / "off.jsonl.gz"
        good = json.dumps({"code": "12345678", "product_name": "Kaas", "nutriments": {"calcium_100g": 0.8}})
        path.write_bytes(gzip.compress(f"{good}\n{{broken\n[]\n".encode()))
        done = import_foods(path)
        assert done.foods == 1
        assert done.left_out == {"lines that are no JSON": 2}


class TestHostileFiles:
    def test_a_zip_that_swells(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "RATIO_FROM", 1_000_000)
        texts = usual_download().texts()
        texts["food.csv"] += "\n" * 3_000_000
        assert "far more than any food table" in refused(zipped(tmp_path / "bomb.zip", texts))
        assert is_empty()

    def test_a_gzip_that_swells(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "RATIO_FROM", 1_000_000)
        path = tmp_path / "off.csv.gz"
        path.write_bytes(gzip.compress((OFF_HEAD + "\n").encode() + b"\n" * 3_000_000))
        assert "far more than any food table" in refused(path)

    def test_a_line_that_never_ends(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "LONGEST_LINE", 10_000)
        path = tmp_path / "off.csv"
        path.write_text(OFF_HEAD + "\n" + "x" * 50_000)
        assert "longer than 10,000" in refused(path)

    def test_a_food_without_an_end(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(json_stream, "MOST", 100_000)
        text = '{"FoundationFoods": [{"fdcId": 1, "description": "' + "x" * 3_000_000
        assert "broken or cut off" in refused(zipped(tmp_path / "json.zip", {"a.json": text}))

    def test_nesting_without_an_end(self, tmp_path: Path) -> None:
        text = '{"FoundationFoods": [{"a": ' + "[" * 200_000 + "]" * 200_000 + "}]}"
        assert "nested too deeply" in refused(zipped(tmp_path / "json.zip", {"a.json": text}))

    def test_a_number_of_thousands_of_digits(self, tmp_path: Path) -> None:
        text = '{"FoundationFoods": [{"fdcId": ' + "9" * 10_000 + "}]}"
        assert "digits" in refused(zipped(tmp_path / "json.zip", {"a.json": text}))

    def test_entities_of_a_sheet(self, tmp_path: Path) -> None:
        rows = "<sheetData><row><c><v>&a;</v></c></row></sheetData>"
        sheet = f'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>{rows}</worksheet>'
        texts = {"[Content_Types].xml": "<Types/>", "xl/worksheets/sheet1.xml": sheet}
        assert "entities" in refused(zipped(tmp_path / "bomb.xlsx", texts))

    def test_names_in_a_zip_are_no_paths(self, tmp_path: Path) -> None:
        texts = {f"../../../{name}": text for name, text in usual_download().texts().items()}
        assert import_foods(zipped(tmp_path / "up.zip", texts)).foods == 6
        assert not (tmp_path.parent / "food.csv").exists()

    def test_too_many_files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "MOST_MEMBERS", 5)
        assert "no food table does" in refused(usual_download().zip(tmp_path / "many.zip"))

    def test_a_locked_zip(self, tmp_path: Path) -> None:
        path = usual_download().zip(tmp_path / "locked.zip")
        content = bytearray(path.read_bytes())
        for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            place = content.find(signature)
            while place >= 0:
                content[place + offset] |= 1
                place = content.find(signature, place + 4)
        path.write_bytes(content)
        assert "password" in refused(path)

    def test_names_cannot_command_a_terminal(self, tmp_path: Path) -> None:
        product = {**OFF_GOUDA, "product_name": "Kaas \x1b]0;owned\x07\x1b[2J goud"}
        import_foods(off_tsv(tmp_path / "off.csv.gz", [product]))
        shown = CliRunner().invoke(command, ["search", "kaas"])
        assert shown.exit_code == 0
        assert "\x1b" not in shown.output
        assert "\x07" not in shown.output

    @pytest.mark.parametrize("seed", range(12))
    def test_bytes_turned_at_random_give_a_message_or_foods(self, tmp_path: Path, seed: int) -> None:
        draw = random.Random(seed)
        texts = {name: bytearray(text.encode()) for name, text in usual_download().texts().items()}
        for content in texts.values():
            for _ in range(draw.randint(0, 6)):
                content[draw.randrange(len(content))] = draw.randrange(256)
        path = zipped(tmp_path / "turned.zip", {name: bytes(content) for name, content in texts.items()})
        try:
            import_foods(path)
        except InputError:
            assert is_empty()


class TestDatabase:
    def test_a_damaged_database_says_what_to_do(self, data: Path) -> None:
        data.mkdir()
        (data / "foods.sqlite").write_bytes(b"SQLite format 3\0" + bytes(5000))
        with pytest.raises(StorageError, match="delete it"):
            find_foods("gouda")

    def test_one_of_another_version(self, tmp_path: Path) -> None:
        import_foods(usual_download().zip(tmp_path / "fdc.zip"))
        with sqlite3.connect(food_store.file()) as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
        with pytest.raises(StorageError, match="another version"):
            find_foods("gouda")

    def test_a_folder_that_cannot_be_made(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "file").touch()
        monkeypatch.setenv("OSTEON_DATA", str(tmp_path / "file" / "data"))
        with pytest.raises(StorageError, match="OSTEON_DATA"):
            import_foods(usual_download().zip(tmp_path / "fdc.zip"))

    def test_two_imports_at_once_are_refused(self, tmp_path: Path) -> None:
        pytest.importorskip("fcntl")
        path = usual_download().zip(tmp_path / "fdc.zip")
        with food_store.writing(), pytest.raises(StorageError, match="another import"):
            import_foods(path)


def test_a_list_in_json_is_read_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    wanted = [{"n": n, "text": "x" * 3000, "list": [1, {"deep": "]}"}]} for n in range(2000)]
    path.write_text(json.dumps({"about": "foods", "version": 3, "foods": wanted, "more": []}, indent=1))
    (part,) = files.members(path)
    with files.opened(part) as stream:
        assert list(objects(stream)) == wanted


def test_progress_tells_what_and_how_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "PIECE", 2)
    told: list[tuple[str, int, float]] = []
    running.import_foods(usual_download().zip(tmp_path / "fdc.zip"), lambda *each: told.append(each))
    steps = [what for what, _, _ in told]
    assert steps[0] == "checking"
    assert {"food.csv", "food_nutrient.csv", "settling", "indexing names"} <= set(steps)
    assert max(share for _, _, share in told) <= 1.0
    assert [count for what, count, _ in told if what == "food.csv"][-1] == 7


def test_the_command_tells_what_it_did(tmp_path: Path) -> None:
    path = fdc_json(tmp_path / "json.zip", [json_food(1, "Tofu", "Foundation", {1087: 350})])
    first = CliRunner().invoke(command, ["import", str(path)])
    assert first.exit_code == 0
    assert "1 foods read, 1 new and 0 changed" in first.output
    again = CliRunner().invoke(command, ["import", str(path), "--json"])
    assert json.loads(again.stdout)["known"] is True

"""Imports of official food tables: what they hold is kept, twice is once, a stop loses nothing, in any order."""

import gzip
import json
import math
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.food_files import (
    EDAM,
    GOUDA,
    OFF_GOUDA,
    Download,
    ciqual_csv,
    ciqual_rows,
    ciqual_xml,
    fdc_json,
    json_food,
    off_jsonl,
    off_tsv,
    usual_download,
    xlsx,
)

from osteon.intake import food_store
from osteon.intake.food_import import import_foods, staging
from osteon.intake.food_lookup import food_of_id, imported, marks_of
from osteon.intake.food_store_records import Entry, Record, choices
from osteon.intake.food_store_search import by_id
from osteon.units import DATA

ROOT = Path(__file__).parents[1]
FRENCH = {"12729": ("Edam", "Edam cheese", EDAM), "11": ("Fromage inconnu", "Unknown cheese", {"10200": "-"})}
TABLES = ("food", "vocabulary", "spelling")


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OSTEON_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def dump() -> dict[str, list[tuple[object, ...]]]:
    """All that the database says, without the numbers that rows happen to have."""
    with sqlite3.connect(food_store.file()) as database:
        told = {table: sorted(database.execute(f"SELECT * FROM {table}"), key=repr) for table in TABLES}
        told["food"] = sorted(row[1:] for row in told["food"])
        names = "SELECT f.id FROM words w JOIN food f ON f.number = w.rowid WHERE words MATCH 'kind : table'"
        told["found"] = sorted(database.execute(names))
    database.close()
    return told


def values(id: str) -> Mapping[str, Entry]:
    (record,) = [record for record in by_id(id) if record.id == id]
    return record.figures


class TestFoodDataCentral:
    def test_figures_marks_portions_and_kinds_are_kept(self, tmp_path: Path) -> None:
        done = import_foods(usual_download().zip(tmp_path / "fdc.zip"))
        assert (done.foods, done.new, done.changed) == (6, 6, 0)
        gouda = values("fdc:171241")
        assert gouda["calcium"] == Entry(700.0, "c")
        assert gouda["vitamin K1"].amount == 2.3
        assert "magnesium" not in gouda
        food = food_of_id("fdc:171241")
        assert food
        assert food.portions == {"slice": 28.0, "cup": 132.0}

    def test_samples_are_no_foods(self, tmp_path: Path) -> None:
        import_foods(usual_download().zip(tmp_path / "fdc.zip"))
        assert by_id("fdc:999001") == []

    def test_an_empty_figure_is_not_known_and_never_zero(self, tmp_path: Path) -> None:
        download = Download().add(1, "sr_legacy_food", "Thing", {"1087": "", "1090": 0, "1095": "-1", "1093": "nan"})
        import_foods(download.zip(tmp_path / "fdc.zip"))
        assert dict(values("fdc:1")) == {"magnesium": Entry(0.0, "a")}
        food = food_of_id("fdc:1")
        assert food
        assert "calcium" not in food.figures
        assert food.figures["magnesium"].high == 0.0

    def test_survey_foods_name_nutrients_by_their_old_numbers(self, tmp_path: Path) -> None:
        import_foods(usual_download().zip(tmp_path / "fdc.zip"))
        told = values("fdc:2705394")
        assert told["calcium"].amount == 95
        assert told["calcium"].mark == "t"
        assert told["energy"].amount == 164

    def test_energy_and_vitamin_d_come_in_the_best_of_their_forms(self, tmp_path: Path) -> None:
        figures = {"1062": 418.4, "2047": 101, "1110": 40, "1137": 500}
        download = Download().add(1, "foundation_food", "A", figures)
        download.add(2, "foundation_food", "B", {"1062": 418.4, "1008": 99, "1110": 40, "1114": 1.1})
        import_foods(download.zip(tmp_path / "fdc.zip"))
        one, other = food_of_id("fdc:1"), food_of_id("fdc:2")
        assert one
        assert other
        assert one.figures["energy"].middle == 101
        assert one.figures["vitamin D"].middle == pytest.approx(1.0)
        assert one.figures["boron"].middle == pytest.approx(0.5)
        assert other.figures["energy"].middle == 99
        assert other.figures["vitamin D"].middle == 1.1

    def test_what_labels_say_is_a_label_whatever_the_derivation(self, tmp_path: Path) -> None:
        import_foods(usual_download().zip(tmp_path / "fdc.zip"))
        assert {entry.mark for entry in values("fdc:2100002").values()} == {"l"}
        food = food_of_id("fdc:2100002")
        assert food
        assert food.figures["vitamin D"].high == pytest.approx(0.4 * 100 / 28)
        assert food.portions["serving"] == 28.0
        assert food.portions["slice"] == 28.0

    def test_a_folder_and_a_zip_are_the_same(self, tmp_path: Path) -> None:
        import_foods(usual_download().zip(tmp_path / "fdc.zip"))
        before = dump()
        done = import_foods(usual_download().folder(tmp_path / "fdc"))
        assert (done.new, done.changed) == (0, 0)
        assert dump() == before

    def test_rows_need_not_be_in_order(self, tmp_path: Path) -> None:
        import_foods(usual_download().zip(tmp_path / "fdc.zip"))
        before = dump()
        download = usual_download()
        download.figures.sort(key=lambda row: row[::-1])
        assert import_foods(download.zip(tmp_path / "other.zip")).changed == 0
        assert dump() == before

    def test_json_tells_the_same_as_csv(self, tmp_path: Path) -> None:
        figures = {int(key): amount for key, amount in GOUDA.items()}
        portions = [{"modifier": "slice", "amount": 2, "gramWeight": 56, "measureUnit": {"name": "undetermined"}}]
        foods = [
            json_food(171241, "Cheese, gouda", "SR Legacy", figures, ndbNumber="1022", foodPortions=portions),
            json_food(2, "Kale", "Foundation", {1185: 390, 1110: 40}),
            {"description": "no number"},
        ]
        done = import_foods(fdc_json(tmp_path / "json.zip", foods, "SRLegacyFoods"))
        assert done.foods == 2
        assert done.left_out == {"entries that are no foods of FoodData Central": 1}
        told = values("fdc:171241")
        assert {name.partition("~")[0]: entry.amount for name, entry in told.items()}["calcium"] == 700
        assert told["calcium"].mark == "a"
        (record,) = by_id("fdc:171241")
        assert record.same == "ndb:1022"
        assert record.version.startswith("2019-04-01")
        assert record.portions == {"slice": 28.0}

    def test_branded_json_is_a_label(self, tmp_path: Path) -> None:
        more = {"gtinUpc": "00041129077122", "brandOwner": "Owner", "servingSize": 30.0, "servingSizeUnit": "g"}
        food = json_food(5, "GOUDA", "Branded", {1087: 714}, **more, householdServingFullText="1 slice")
        import_foods(fdc_json(tmp_path / "json.zip", [food], "BrandedFoods"))
        (record,) = by_id("fdc:5")
        assert record.same == "gtin:00041129077122"
        assert record.figures["calcium"].mark == "l"
        assert record.portions == {"slice": 30.0, "serving": 30.0}


class TestCiqual:
    @pytest.mark.parametrize("escaped", [True, False])
    def test_xml(self, tmp_path: Path, escaped: bool) -> None:
        done = import_foods(ciqual_xml(tmp_path / "xml.zip", FRENCH, escaped=escaped))
        assert done.foods == 1
        told = values("ciqual:12729")
        assert told["calcium"] == Entry(777.0, "a")
        assert told["vitamin D"] == Entry(0.25, "a", 0.0, 0.5)
        assert told["vitamin K1"] == Entry(0.0, "a")
        assert told["vitamin K2"].amount == 47.5
        (record,) = by_id("ciqual:12729")
        assert (record.name, record.also, record.category, record.version) == (
            "Edam cheese",
            "Edam",
            "cheese",
            "2020-07-07",
        )

    def test_csv_of_windows_and_xlsx(self, tmp_path: Path) -> None:
        import_foods(ciqual_csv(tmp_path / "Table Ciqual 2020_FR_2020 07 07.csv", FRENCH))
        first = values("ciqual:12729")
        assert first["vitamin D"] == Entry(0.25, "t", 0.0, 0.5)
        assert first["energy"].amount == 327
        rows = ciqual_rows(FRENCH)
        rows[0] = [
            head.replace("/100 g", "\n100 g").replace(", ", ",\n").replace("1169/", "1169\n") for head in rows[0]
        ]
        assert "Energie,\nRèglement UE N° 1169\n2011 (kcal\n100 g)" in rows[0]
        import_foods(xlsx(tmp_path / "Table Ciqual 2025_FR_2025_11_03.xlsx", rows))
        (record,) = by_id("ciqual:12729")
        assert record.version == "2025-11-03"
        assert record.figures == first

    def test_a_dash_is_not_known(self, tmp_path: Path) -> None:
        import_foods(ciqual_xml(tmp_path / "xml.zip", FRENCH))
        assert by_id("ciqual:11") == []


class TestOpenFoodFacts:
    @pytest.mark.parametrize("write", [off_tsv, off_jsonl])
    def test_grams_become_the_units_of_each_nutrient(self, tmp_path: Path, write: object) -> None:
        path = tmp_path / ("a.csv.gz" if write is off_tsv else "a.jsonl.gz")
        nameless = {**OFF_GOUDA, "code": "1", "product_name": "", "generic_name": ""}
        empty = {"code": "2", "product_name": "Water"}
        done = import_foods(write(path, [OFF_GOUDA, nameless, empty]))  # type: ignore[operator]
        assert done.foods == 1
        assert sum(done.left_out.values()) == 2
        told = values("off:8710912345678")
        assert told["calcium"] == Entry(820.0, "l")
        assert told["sodium"].amount == 900.0
        assert "vitamin D" not in told
        (record,) = by_id("off:8710912345678")
        assert record.same == "gtin:08710912345678"
        assert record.portions == {"slice": 25.0, "serving": 25.0}

    def test_the_newer_form_of_the_data(self, tmp_path: Path) -> None:
        def told(value: float, unit: str = "g", source: str = "packaging", **more: object) -> dict[str, object]:
            return {"value": value, "unit": unit, "source": source, **more}

        nutrients = {
            "energy-kcal": told(410, "kcal"),
            "energy-kj": told(1715, "kJ"),
            "calcium": told(820, "mg", "manufacturer"),
            "fat": told(34),
            "vitamin-d": told(0.000001, modifier="<"),
            "magnesium": told(0.03, source="estimate"),
            "phosphorus": told(0.5, source="usda"),
        }
        product = {key: value for key, value in OFF_GOUDA.items() if not key.endswith("_100g")}
        aggregated = {"per": "100g", "preparation": "as_sold", "nutrients": nutrients}
        prepared = {**aggregated, "preparation": "prepared"}
        rows = [
            {**product, "schema_version": 1004, "nutrition": {"aggregated_set": aggregated, "input_sets": []}},
            {**product, "code": "20000001", "nutrition": {"aggregated_set": prepared}},
        ]
        path = tmp_path / "openfoodfacts-products.jsonl.gz"
        path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
        done = import_foods(path)
        assert done.foods == 1
        assert done.left_out["figures estimated from ingredients"] == 1
        assert done.left_out["products told only per serving or prepared"] == 1
        found = values("off:8710912345678")
        assert found["calcium"] == Entry(820.0, "l")
        assert found["phosphorus"] == Entry(500.0, "t")
        assert found["vitamin D"] == Entry(0.5, "l", 0.0, 1.0)
        assert found["energy"].amount == 410
        assert "magnesium" not in found

    def test_kilojoules_put_for_kilocalories_are_seen(self, tmp_path: Path) -> None:
        wrong = {**OFF_GOUDA, "energy-kcal_100g": 1715}
        import_foods(off_tsv(tmp_path / "a.csv.gz", [wrong]))
        food = food_of_id("off:8710912345678")
        assert food
        assert food.figures["energy"].middle == pytest.approx(1715 / 4.184, rel=1e-3)

    def test_impossible_figures_are_left_out_and_counted(self, tmp_path: Path) -> None:
        wrong = {**OFF_GOUDA, "calcium_100g": 820, "fat_100g": "much"}
        done = import_foods(off_tsv(tmp_path / "a.csv.gz", [wrong]))
        assert "calcium" not in values("off:8710912345678")
        assert done.left_out == {"figures beyond what 100 g can hold": 1, "figures that are no numbers": 1}


class TestTwiceIsOnce:
    def test_the_same_file_changes_nothing(self, tmp_path: Path) -> None:
        import_foods(usual_download().zip(tmp_path / "fdc.zip"))
        before, size = dump(), food_store.file().stat().st_size
        again = import_foods(tmp_path / "fdc.zip")
        assert again.known
        assert (again.new, again.changed) == (0, 0)
        assert dump() == before
        assert food_store.file().stat().st_size == size

    def test_the_same_foods_in_another_file_change_nothing(self, tmp_path: Path) -> None:
        import_foods(off_tsv(tmp_path / "a.csv.gz", [OFF_GOUDA]))
        before = dump()
        again = import_foods(off_jsonl(tmp_path / "a.jsonl.gz", [OFF_GOUDA]))
        assert not again.known
        assert (again.new, again.changed) == (0, 0)
        assert dump() == before

    def test_the_newer_wins_whatever_the_order(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        newer = {**OFF_GOUDA, "last_modified_t": 1700000000, "calcium_100g": 0.9}
        files = [
            off_tsv(tmp_path / "old.csv.gz", [OFF_GOUDA]),
            off_tsv(tmp_path / "new.csv.gz", [newer]),
            usual_download().zip(tmp_path / "fdc.zip"),
            ciqual_xml(tmp_path / "ciqual.zip", FRENCH),
        ]
        seen = []
        for number, order in enumerate(permutations(files)):
            monkeypatch.setenv("OSTEON_DATA", str(tmp_path / f"data{number}"))
            for path in order:
                import_foods(path)
            assert values("off:8710912345678")["calcium"].amount == 900
            seen.append(dump())
        assert all(told == seen[0] for told in seen)

    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        foods=st.lists(
            st.tuples(
                st.integers(1, 30),
                st.sampled_from(["sr_legacy_food", "foundation_food", "branded_food", "sample_food"]),
                st.text("abc \"',;\n\té", min_size=1, max_size=12),
                st.dictionaries(st.sampled_from(["1008", "1087", "1114", "301"]), st.floats(0, 900), max_size=3),
            ),
            unique_by=lambda food: food[0],
            max_size=8,
        )
    )
    def test_any_download_read_twice_is_read_once(
        self, foods: list[tuple[int, str, str, dict[str, float]]], tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        folder = tmp_path_factory.mktemp("any")
        os.environ["OSTEON_DATA"] = str(folder / "data")
        download = Download()
        for number, kind, name, figures in foods:
            download.add(number, kind, name, figures)
        import_foods(download.zip(folder / "one.zip"))
        before = dump()
        assert import_foods(folder / "one.zip").known
        import_foods(download.folder(folder / "same"))
        assert dump() == before
        kept = {row[0] for row in before["food"]}
        wanted = {f"fdc:{n}" for n, kind, name, figures in foods if kind != "sample_food" and name.strip() and figures}
        assert kept == wanted


class Stopped(BaseException):
    """Stands for a kill: nothing may catch it."""


class TestStopAndGoOn:
    def usual(self, tmp_path: Path) -> list[Path]:
        foods = {str(code): (f"Fromage {code}", f"Cheese {code}", EDAM) for code in range(100, 140)}
        products = [{**OFF_GOUDA, "code": str(10000000 + n), "product_name": f"Kaas {n}"} for n in range(40)]
        listed = [json_food(n, f"Tofu {n}", "Foundation", {1087: 300 + n}) for n in range(1, 30)]
        return [
            usual_download().zip(tmp_path / "fdc.zip"),
            fdc_json(tmp_path / "json.zip", listed),
            ciqual_xml(tmp_path / "ciqual.zip", foods),
            off_tsv(tmp_path / "off.csv.gz", products),
            off_jsonl(tmp_path / "off.jsonl.gz", products),
        ]

    def test_stopped_after_any_piece_it_goes_on_and_ends_whole(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(staging, "PIECE", 3)
        for number, path in enumerate(self.usual(tmp_path)):
            monkeypatch.setenv("OSTEON_DATA", str(tmp_path / f"whole{number}"))
            pieces: list[str] = []
            whole = import_foods(path, lambda *told, seen=pieces: seen.append(str(told)))
            wanted = dump()
            for stop in range(1, len(pieces), max(1, len(pieces) // 7)):
                monkeypatch.setenv("OSTEON_DATA", str(tmp_path / f"stopped{number}-{stop}"))
                self.stopped(path, stop)
                done = import_foods(path)
                assert dump() == wanted, (path, stop)
                assert (done.foods, dict(done.left_out)) == (whole.foods, dict(whole.left_out))

    def stopped(self, path: Path, stop: int) -> None:
        told = []

        def progress(*_: object) -> None:
            told.append(1)
            if len(told) == stop:
                raise Stopped

        with pytest.raises(Stopped):
            import_foods(path, progress)

    def test_every_piece_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(staging, "PIECE", 5)
        path = self.usual(tmp_path)[3]
        self.stopped(path, 6)
        rows: list[int] = []
        done = import_foods(path, lambda what, count, _: rows.append(count) if what == "off.csv" else None)
        assert done.resumed
        assert rows[0] > 0

    def test_a_stopped_import_shows_no_half_food(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(staging, "PIECE", 3)
        self.stopped(self.usual(tmp_path)[0], 12)
        assert imported("Cheese, gouda") is None
        assert by_id("fdc:171241") == []

    @pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill on this system")
    def test_killed_in_the_middle_and_run_again_is_whole(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        download = Download()
        for number in range(1, 6001):
            download.add(number, "sr_legacy_food", f"Food {number}", {"1087": number % 900, "1008": number % 800})
        path = download.zip(tmp_path / "big.zip")
        import_foods(path)
        wanted = dump()
        script = (
            "import time; from osteon.intake.food_import import import_foods, staging; staging.PIECE = 50\n"
            f"import_foods({str(path)!r}, lambda *told: (print(told, flush=True), time.sleep(0.002)))"
        )
        monkeypatch.setenv("OSTEON_DATA", str(tmp_path / "killed"))
        path_of = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
        process = subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path_of}
        )
        assert process.stdout
        for line in process.stdout:
            if "food_nutrient.csv" in line and "2000" in line:
                process.send_signal(signal.SIGKILL)
                break
        process.wait(timeout=60)
        process.stdout.close()
        assert process.returncode == -signal.SIGKILL
        done = import_foods(path)
        assert done.resumed
        assert dump() == wanted


class TestDuplicates:
    def test_measured_before_calculated_before_labelled(self) -> None:
        label = Record("off:1", "gtin:1", 5, "2024", "A", figures={"calcium": Entry(1000, "l")})
        table = Record("fdc:1", "gtin:1", 1, "2018", "A", figures={"calcium": Entry(700, "c")})
        measured = Record("fdc:2", "gtin:1", 4, "2019", "A", figures={"calcium": Entry(650, "a")})
        for records in permutations([label, table, measured]):
            chosen = choices(records)["calcium"]
            assert (chosen.middle, chosen.low, chosen.high, chosen.record) == (650, 650, 700, "fdc:2")
        assert choices([label])["calcium"].middle == 1000

    def test_foundation_and_legacy_of_one_number_are_one_food(self, tmp_path: Path) -> None:
        import_foods(usual_download().zip(tmp_path / "fdc.zip"))
        food = food_of_id("fdc:168421")
        assert food
        assert food.id == "fdc:323505"
        figure = food.figures["vitamin K1"]
        assert figure.middle == 390
        assert figure.low <= 380
        assert figure.high >= 705
        assert marks_of(food)["vitamin K1"] == "analytical"

    def test_of_one_barcode_the_newest_label_counts(self, tmp_path: Path) -> None:
        import_foods(usual_download().zip(tmp_path / "fdc.zip"))
        food = food_of_id("fdc:2100001")
        assert food
        assert food.id == "fdc:2100002"
        assert food.figures["calcium"].middle == 750

    def test_a_product_in_two_databases_is_one(self, tmp_path: Path) -> None:
        same = {**OFF_GOUDA, "code": "0041129077122"}
        import_foods(usual_download().zip(tmp_path / "fdc.zip"))
        import_foods(off_tsv(tmp_path / "a.csv.gz", [same]))
        food = food_of_id("off:0041129077122")
        assert food
        assert food.id == "fdc:2100002"
        assert food.records == ("fdc:2100002", "off:0041129077122")


class TestPrivate:
    @pytest.mark.skipif(not hasattr(os, "getuid"), reason="rights of another kind")
    def test_only_the_user_may_read(self, tmp_path: Path, data: Path) -> None:
        import_foods(usual_download().zip(tmp_path / "fdc.zip"))
        assert stat.S_IMODE(data.stat().st_mode) == 0o700
        assert {stat.S_IMODE(path.stat().st_mode) for path in data.iterdir()} == {0o600}

    def test_the_folder_follows_the_usual_variables(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        assert food_store.folder() == tmp_path / "data"
        monkeypatch.delenv("OSTEON_DATA")
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
        assert food_store.folder() == tmp_path / "xdg" / "osteon"
        monkeypatch.delenv("XDG_DATA_HOME")
        assert food_store.folder() == Path.home() / ".local" / "share" / "osteon"

    def test_nothing_is_left_beside_the_database(self, tmp_path: Path, data: Path) -> None:
        import_foods(usual_download().zip(tmp_path / "fdc.zip"))
        assert {path.name for path in data.iterdir()} == {"foods.sqlite", "foods.sqlite.lock"}
        with sqlite3.connect(food_store.file()) as database:
            assert database.execute("SELECT count(*) FROM part").fetchone() == (0,)
        database.close()


def small_foods(path: Path, many: bool) -> Path:
    download = Download()
    for number in range(1, 40_000 if many else 5_000):
        download.add(number, "branded_food", f"Food {number % 97} {number % 89}", {"1087": number % 900})
    return download.zip(path)


def fat_products(path: Path, many: bool) -> Path:
    """Products that say much besides what is kept, as those of Open Food Facts do."""
    told = {f"key {number}": f"word {number} " * 5 for number in range(1000)}
    kept = {"product_name": "Kaas", "nutriments": {"calcium_100g": 0.8}}
    rows = (json.dumps({"code": str(10**7 + number), **kept, **told}) for number in range(1500 if many else 150))
    path.write_bytes(gzip.compress("\n".join(rows).encode(), compresslevel=1))
    return path


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell a process its memory")
@pytest.mark.parametrize(("write", "name"), [(small_foods, "a.zip"), (fat_products, "a.jsonl.gz")])
def test_memory_does_not_grow_with_the_file(tmp_path: Path, write: Callable[[Path, bool], Path], name: str) -> None:
    peaks = []
    for many in (False, True):
        folder = tmp_path / str(many)
        folder.mkdir()
        path = write(folder / name, many)
        script = (
            f"from osteon.intake.food_import import import_foods; import_foods({str(path)!r})\n"
            "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
        )
        environment = {**os.environ, "OSTEON_DATA": str(folder / "data"), "PYTHONPATH": str(ROOT / "src")}
        told = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True
        )
        peaks.append(int(told.stdout))
    assert peaks[1] < peaks[0] + 60_000


def test_the_table_of_formats_is_sound() -> None:
    text = (DATA / "food_formats.csv").read_text(encoding="utf-8")
    assert text.startswith("format,keys,nutrient,unit,rank,most,note\n")
    from osteon.intake.food_import.formats import columns

    for source in ("fdc", "ciqual", "off"):
        assert {column.name.partition("~")[0] for column in columns(source).values()} >= {
            "energy",
            "calcium",
            "vitamin D",
        }
        assert all(column.most > 0 and math.isfinite(column.factor) for column in columns(source).values())


def test_figures_are_kept_as_short_text(tmp_path: Path) -> None:
    import_foods(usual_download().zip(tmp_path / "fdc.zip"))
    with sqlite3.connect(food_store.file()) as database:
        (figures,) = database.execute("SELECT figures FROM food WHERE id = 'fdc:171241'").fetchone()
    database.close()
    assert json.loads(figures)["calcium"] == [700.0, "c"]
    assert len(figures) < 250

"""Foods of the user's database: found by words that are misspelt, used by name or id, and told where they were used."""

import json
import math
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.food_files import CHEESE_SLICE, OFF_GOUDA, Download, off_tsv, usual_download

from osteon.cli.foods import foods as command
from osteon.errors import InputError
from osteon.intake import find_foods, food_store
from osteon.intake.food_content import contents
from osteon.intake.food_import import import_foods
from osteon.intake.food_lookup import food_of_id, note, source_of, taken_for
from osteon.intake.food_names import find_food, search
from osteon.intake.food_store_foods import food_of
from osteon.intake.food_store_records import BRANDED, LEGACY, MARKS, Entry, Record, choices
from osteon.intake.food_store_search import search_store
from osteon.intake.food_store_words import shorter_by_one
from osteon.intake.foods import diet_intake, eaten, foods
from osteon.person import Person
from osteon.simulate import simulate

SHARED = Path(__file__).parents[2] / "shared" / "data" / "foods.csv"
LIKE_GOUDA = {
    "energy": Entry(356, "c"),
    "protein": Entry(24.9, "a"),
    "fat": Entry(27.4, "a"),
}
NUTRIENTS = {
    "1008": "energy_kcal",
    "1003": "protein_g",
    "1087": "calcium_mg",
    "1090": "magnesium_mg",
    "1093": "sodium_mg",
    "1114": "vit_d_ug",
    "1185": "vit_k1_ug",
    "1183": "vit_k2_mk4_ug",
}


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OSTEON_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def filled(tmp_path: Path) -> None:
    download = usual_download()
    for number, name in enumerate(
        ["MOZZARELLA STICKS", "CAMEMBERT PORTIONS", "GREEK YOGURT HONEY", "SOURDOUGH CRACKERS", "KOMBUCHA GINGER"]
    ):
        download.add_branded(3_000_000 + number, name, CHEESE_SLICE, f"1234567{number:05d}")
    import_foods(download.zip(tmp_path / "fdc.zip"))
    import_foods(off_tsv(tmp_path / "off.csv.gz", [OFF_GOUDA]))


def someone(*helpings: dict[str, str]) -> Person:
    about = {"age": 57, "sex": "female", "latitude": 52.1, "height": "164 cm", "mass": "66 kg"}
    return Person.from_dict({"person": about, "diet": {"foods": list(helpings)}})


class TestSearch:
    def test_without_a_database_it_is_the_core_table(self) -> None:
        assert find_foods("gouda", 5) == search("gouda", 5)
        assert not food_store.exists()

    @pytest.mark.usefixtures("filled")
    def test_aged_gouda_in_both_the_core_first(self) -> None:
        found = [food.id for food in find_foods("aged gouda", 5)]
        assert found[0] == "gouda-cheese"
        assert "fdc:2100002" in found
        assert "fdc:2100001" not in found

    @pytest.mark.usefixtures("filled")
    @pytest.mark.parametrize(
        ("typed", "wanted"),
        [
            ("mozarella stiks", "MOZZARELLA STICKS"),
            ("mozzarella", "MOZZARELLA STICKS"),
            ("camenbert portions", "CAMEMBERT PORTIONS"),
            ("greek yoghurt honey", "GREEK YOGURT HONEY"),
            ("sourdogh", "SOURDOUGH CRACKERS"),
            ("soudrough", "SOURDOUGH CRACKERS"),
            ("kombu", "KOMBUCHA GINGER"),
            ("goudse kaas", "Goudse kaas oud"),
            ("boerderij gouda", "Goudse kaas oud"),
        ],
    )
    def test_misspelt_cut_short_and_by_brand(self, typed: str, wanted: str) -> None:
        assert search_store(typed, 1)[0].food.name.startswith(wanted)

    @pytest.mark.usefixtures("filled")
    def test_a_food_that_the_core_table_is_made_from_is_not_shown_twice(self) -> None:
        assert "fdc:171241" not in [food.id for food in find_foods("gouda", 20)]
        assert "fdc:323505" not in [food.id for food in find_foods("kale", 20)]

    @pytest.mark.usefixtures("filled")
    @pytest.mark.parametrize("typed", ["", "   ", "%", '"', "a OR b", "NEAR(x y)", "* ^ - :", "ünïcodé 🍞", "x" * 5000])
    def test_any_text_is_only_a_text(self, typed: str) -> None:
        assert isinstance(find_foods(typed, 3), list)

    @settings(deadline=None)
    @given(st.text(max_size=30))
    def test_no_text_breaks_the_search(self, text: str) -> None:
        find_foods(text, 2)

    @settings(deadline=None)
    @given(st.text("abcdefgh", min_size=3, max_size=12), st.data())
    def test_a_slip_shares_a_shorter_word(self, word: str, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(word) - 1))
        letter = data.draw(st.sampled_from("abcdefgh"))
        slips = {word[:place] + letter + word[place + 1 :], word[:place] + letter + word[place:]}
        if place + 1 < len(word):
            slips.add(word[:place] + word[place + 1] + word[place] + word[place + 2 :])
        for slip in slips:
            assert ({slip} | shorter_by_one(slip)) & ({word} | shorter_by_one(word))


class TestUse:
    @pytest.mark.usefixtures("filled")
    def test_by_name_and_by_id_in_a_person_file(self) -> None:
        by_name = eaten(someone({"food": "mozzarella sticks", "amount": "100 g"}))
        by_id = eaten(someone({"food": "fdc:3000000", "amount": "100 g"}))
        assert by_name["calcium"].middle == by_id["calcium"].middle == 714
        assert diet_intake(someone({"food": "FDC:3000000", "amount": "1 slice"}))["calcium"].middle > 0

    @pytest.mark.usefixtures("filled")
    def test_the_core_table_wins(self) -> None:
        for food in foods().values():
            assert find_food(food.name) is food
        assert find_food("Cheese, gouda").id == "gouda-cheese"
        assert note("Cheese, gouda") == ""

    @pytest.mark.usefixtures("filled")
    def test_what_was_used_is_told_in_the_notes_of_a_run(self) -> None:
        run = simulate(someone({"food": "mozzarella sticks", "amount": "30 g"}), 0.1, draws=4)
        (told,) = [text for text in run.notes if "food database" in text]
        assert "fdc:3000000" in told
        assert "2021-10-28" in told
        assert "USDA Branded Foods" in told

    @pytest.mark.usefixtures("filled")
    def test_a_name_that_nobody_knows_is_asked_about(self) -> None:
        with pytest.raises(InputError, match=r"MOZZARELLA STICKS \(BRAND\) \[fdc:3000000\]"):
            find_food("mozzarella stix")
        with pytest.raises(InputError, match="no food 'fdc:99'; import"):
            find_food("fdc:99")

    def test_products_of_one_name_are_not_guessed_between(self, tmp_path: Path) -> None:
        download = Download()
        download.add_branded(1, "CRACKERS OF ONE NAME", CHEESE_SLICE, "123456789012")
        download.add_branded(2, "CRACKERS OF ONE NAME", CHEESE_SLICE, "123456789013")
        import_foods(download.zip(tmp_path / "fdc.zip"))
        with pytest.raises(InputError):
            find_food("crackers of one name")
        assert find_food("fdc:2").id == "fdc:2"


class TestAsFood:
    def test_menaquinones_of_the_like_and_not_known_of_others(self) -> None:
        alike = food_of([Record("fdc:1", "fdc:1", BRANDED, "2021", "KROGER AGED GOUDA SLICES", figures=LIKE_GOUDA)])
        assert alike.k2_class == "gouda"
        other = LIKE_GOUDA | {"energy": Entry(520, "l"), "protein": Entry(6, "l")}
        cookies = food_of([Record("fdc:2", "fdc:2", BRANDED, "2021", "GOUDA COOKIES", figures=other)])
        assert cookies.k2_class == "unknown"
        assert math.isinf(contents(cookies)["MK-9"].high)
        assert not math.isinf(contents(alike)["MK-9"].high)

    def test_the_core_food_of_the_same_record(self) -> None:
        legacy = Record("fdc:171241", "ndb:1022", LEGACY, "2019", "Whatever", figures={"calcium": Entry(1, "a")})
        assert food_of([legacy]).k2_class == "gouda"

    def test_a_zero_of_a_label_reaches_up_to_what_it_may_hide(self) -> None:
        portions = {"serving": 50.0}
        told = Record("fdc:1", "fdc:1", BRANDED, "2021", "A", portions=portions, figures={"calcium": Entry(0, "l")})
        figure = food_of([told]).figures["calcium"]
        assert (figure.low, figure.middle, figure.high) == (0, 0, 52)
        measured = Record("fdc:1", "fdc:1", LEGACY, "2021", "A", figures={"calcium": Entry(0, "a")})
        assert food_of([measured]).figures["calcium"].high == 0

    @settings(deadline=None)
    @given(
        st.lists(
            st.builds(
                Record,
                st.integers(1, 9).map("fdc:{}".format),
                st.just("same"),
                st.integers(0, 5),
                st.sampled_from(["2019", "2020"]),
                st.just("Food"),
                figures=st.dictionaries(
                    st.sampled_from(["calcium", "zinc", "energy", "energy~1"]),
                    st.tuples(st.floats(0, 900), st.sampled_from(sorted(MARKS))).map(lambda told: Entry(*told)),
                ),
            ),
            min_size=1,
            max_size=5,
            unique_by=lambda record: (record.id, record.kind),
        )
    )
    def test_ranges_hold_their_middle_and_order_does_not_matter(self, records: list[Record]) -> None:
        chosen = choices(records)
        assert chosen == choices(list(reversed(records)))
        assert set(chosen) <= {name.partition("~")[0] for record in records for name in record.figures}
        food = food_of(records)
        for figure in food.figures.values():
            assert 0 <= figure.low <= figure.middle <= figure.high


class TestCommand:
    @pytest.mark.usefixtures("filled")
    def test_show_tells_ranges_sources_and_marks(self) -> None:
        shown = CliRunner().invoke(command, ["show", "fdc:2100002", "--json"])
        told = json.loads(shown.stdout)["food"]
        assert told["table"] == "USDA Branded Foods, 2022-05-01"
        assert told["taken_for"] == "gouda-cheese"
        calcium = told["contents"]["calcium"]
        assert (calcium["middle"], calcium["source"], calcium["mark"]) == (750, "fdc:2100002", "label")
        assert calcium["low"] < 750 < calcium["high"]
        assert told["contents"]["MK-10"] is None
        page = CliRunner().invoke(command, ["show", "AGED", "GOUDA", "CHEESE", "SLICES"])
        assert page.exit_code == 0
        for word in ("fdc:2100002", "label", "not known", "1 slice = 28 g", "Gouda cheese"):
            assert word in page.output

    def test_show_a_core_food(self) -> None:
        page = CliRunner().invoke(command, ["show", "natto"])
        assert "core table of Osteon" in page.output
        assert "MK-7" in page.output
        assert source_of(find_food("natto")) == "core table of Osteon"
        assert taken_for(find_food("natto")) is None
        assert food_of_id("natto") is find_food("natto")

    @pytest.mark.usefixtures("filled")
    def test_search_shows_ids(self) -> None:
        shown = CliRunner().invoke(command, ["search", "aged", "gouda"])
        assert "gouda-cheese" in shown.output
        assert "fdc:2100002" in shown.output


@pytest.mark.skipif(not SHARED.exists(), reason="the large table is not here (../shared/data/foods.csv)")
def test_fifteen_thousand_real_foods_go_in_and_are_found(tmp_path: Path) -> None:
    import csv

    kinds = {"ff": "foundation_food", "sr": "sr_legacy_food", "fndds": "survey_fndds_food", "ciqual": "branded_food"}
    download, wanted = Download(), {}
    with SHARED.open(encoding="utf-8", newline="") as rows:
        for number, row in enumerate(csv.DictReader(rows), 1):
            source, _, key = row["food_id"].partition(":")
            figures = {nutrient: row[column] for nutrient, column in NUTRIENTS.items() if row[column]}
            ndb = int(key) if source == "sr" else None
            download.add(number, kinds[source], row["name"], figures, ndb=ndb)
            if row["calcium_mg"]:
                wanted[f"fdc:{number}"] = float(row["calcium_mg"])
    done = import_foods(download.zip(tmp_path / "fdc.zip"))
    assert done.foods > 15_000
    for id in list(wanted)[:: len(wanted) // 40]:
        food = food_of_id(id)
        assert food
        assert food.figures["calcium"].low <= wanted[id] <= food.figures["calcium"].high
    for typed in ("cheddar cheese sharp", "brocolli raw", "salmon atlantic wild"):
        assert search_store(typed, 3)
    kin = [food_of_id(id) for id in list(wanted)[::50]]
    assert sum(1 for food in kin if food and food.k2_class != "unknown") > len(kin) / 20

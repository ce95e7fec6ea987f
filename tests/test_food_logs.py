"""Food logs of apps: totals a day with their doubt, foods recognised with how surely, and a [diet] table that reads."""

import io
import json
import math
import stat
import tomllib
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.food_files import usual_download

from osteon.cli.foods import foods as command
from osteon.errors import InputError
from osteon.intake.food_import import import_foods
from osteon.intake.food_table import spreads
from osteon.intake.foods import diet_intake
from osteon.intake.logs import FoodLog, diet_of, diet_text, read_food_log
from osteon.intake.logs.matching import matched
from osteon.person import Person

EXAMPLES = Path(__file__).parents[1] / "examples" / "logs"
SERVINGS = (
    "Day,Time,Group,Food Name,Amount,Energy (kcal),Alcohol (g),Caffeine (mg),Water (g),Vitamin D (IU),Vitamin K (µg),"
    "Calcium (mg),Magnesium (mg),Phosphorus (mg),Sodium (mg),Zinc (mg),Fat (g),Protein (g),Category\n"
)
SUMMARY = "Date,Energy (kcal),Vitamin D (IU),Vitamin K (µg),Calcium (mg),Protein (g),Completed\n"
MEALS = (
    "Date,Meal,Calories,Fat (g),Saturated Fat,Polyunsaturated Fat,Monounsaturated Fat,Trans Fat,Cholesterol,"
    "Sodium (mg),Potassium,Carbohydrates (g),Fiber,Sugar,Protein (g),Vitamin A,Vitamin C,Calcium,Iron,Note\n"
)
USUAL = ("2026-03-02", "Cheese, Gouda", "40 g", "142.4", "280")
GOUDA = '2026-03-02,12:30 PM,Lunch,"Cheese, Gouda",40.00 g,142.40,,,,8,0.92,280,11.6,218.4,327.6,1.56,11,9.98,Dairy\n'


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OSTEON_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def written(tmp_path: Path, text: str, name: str = "servings.csv") -> Path:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / name


def log_of(tmp_path: Path, rows: str, head: str = SERVINGS) -> FoodLog:
    return read_food_log(written(tmp_path, head + rows))


def someone(diet: object) -> Person:
    about = {"age": 57, "sex": "female", "latitude": 52.1, "height": "164 cm", "mass": "66 kg"}
    return Person.from_dict({"person": about, "diet": diet})


class TestServings:
    def test_what_the_app_counted_and_what_it_cannot(self, tmp_path: Path) -> None:
        log = log_of(tmp_path, GOUDA)
        calcium, factor = log.mean["calcium"], spreads()["calcium"]
        assert (calcium.low, calcium.middle, calcium.high) == pytest.approx((280 / factor, 280, 280 * factor))
        assert log.mean["vitamin D"].middle == pytest.approx(0.2)
        assert log.mean["MK-9"].middle > 10
        assert log.mean["MK-9"].high > 3 * log.mean["MK-9"].middle
        (eaten,) = log.entries
        assert (eaten.food.name if eaten.food else "", eaten.grams, eaten.confidence) == ("Gouda cheese", 40.0, "high")

    def test_an_empty_cell_is_filled_from_the_food_or_not_known_but_never_zero(self, tmp_path: Path) -> None:
        known = log_of(tmp_path, GOUDA.replace(",280,", ",,"))
        assert known.mean["calcium"].middle == pytest.approx(280, rel=0.01)
        assert known.mean["calcium"].filled_share == 1.0
        unknown = log_of(tmp_path, GOUDA + '2026-03-02,,Dinner,"Qwerty bowl",1.00 serving,142.40,,,,,,,,,300,,,9,\n')
        assert math.isinf(unknown.mean["calcium"].high)
        assert unknown.mean["calcium"].unknown_share == pytest.approx(0.5)
        assert unknown.unmatched == ("Qwerty bowl",)

    def test_mean_and_spread_over_days(self, tmp_path: Path) -> None:
        log = log_of(
            tmp_path, GOUDA + GOUDA.replace("-02,", "-03,").replace("280", "400") + GOUDA.replace("-02,", "-04,")
        )
        assert [day.day for day in log.days] == ["2026-03-02", "2026-03-03", "2026-03-04"]
        assert log.mean["calcium"].middle == pytest.approx(320)
        assert log.spread["calcium"] == pytest.approx(120 / math.sqrt(3))

    def test_supplements_are_not_food(self, tmp_path: Path) -> None:
        pill = "2026-03-02,,Supplements,Vitamin D3 1000 IU,1.00 tablet,0,,,,1000,,,,,,,,,Supplements\n"
        log = log_of(tmp_path, GOUDA + pill)
        assert log.mean["vitamin D"].middle == pytest.approx(0.2)
        assert [eaten.name for eaten in log.supplements] == ["Vitamin D3 1000 IU"]

    def test_columns_in_any_order_and_number(self, tmp_path: Path) -> None:
        head = "Category,Something New,Calcium (mg),Amount,Food Name,Energy (kcal),Day\n"
        log = log_of(tmp_path, 'Dairy,x,280,40 g,"Cheese, Gouda",142.4,2026-03-02\n', head)
        assert log.mean["calcium"].middle == 280
        assert log.entries[0].confidence == "high"

    @pytest.mark.parametrize(
        ("name", "amount", "figures", "food", "sure"),
        [
            ("Cheese, Gouda", "40.00 g", {"energy": 142, "protein": 10, "fat": 11}, "Gouda cheese", "high"),
            (
                "Egg, Whole, Boiled",
                "2.00 large",
                {"energy": 155, "protein": 12.6, "fat": 10.6},
                "Egg, boiled",
                "moderate",
            ),
            ("Natto", "1.00 pack", {}, "Natto", "high"),
            ("Natto", "100 g", {"energy": 900, "fat": 100, "protein": 0}, "Natto", "low"),
            ("Grandmother's Casserole", "1.00 full recipe", {"energy": 520, "protein": 31}, None, "none"),
            ("Butter Cookies", "30 g", {"energy": 150, "protein": 2, "fat": 7}, None, "none"),
        ],
    )
    def test_foods_are_recognised_as_surely_as_words_and_figures_allow(
        self, name: str, amount: str, figures: dict[str, float], food: str | None, sure: str
    ) -> None:
        found, mass, how = matched(name, amount, figures)
        if food is None:
            assert how in ("none", "low")
            assert how == "none" or found is not None
        else:
            assert found
            assert (found.name, how) == (food, sure)
            assert mass
            assert mass > 0

    def test_imported_foods_are_recognised_and_told(self, tmp_path: Path) -> None:
        import_foods(usual_download().zip(tmp_path / "fdc.zip"))
        row = '2026-03-02,,Lunch,"Aged Gouda Cheese Slices, Brand",28 g,100,,,,,,,,,,,8,7,\n'
        log = log_of(tmp_path, row)
        assert log.entries[0].food
        if ":" in log.entries[0].food.id:
            assert any("own food database" in note for note in log.notes)
            assert diet_of(log)["foods"][0]["food"] == log.entries[0].food.id


class TestOtherLogs:
    def test_daily_summary_counts_only_completed_days(self, tmp_path: Path) -> None:
        rows = "2026-03-02,2000,200,100,800,70,true\n2026-03-03,300,,,100,9,false\n2026-03-04,2200,400,,1000,80,true\n"
        log = read_food_log(written(tmp_path, SUMMARY + rows, "dailysummary.csv"))
        assert len(log.days) == 2
        assert log.mean["calcium"].middle == 900
        assert log.mean["vitamin D"].middle == pytest.approx(7.5)
        assert math.isinf(log.mean["vitamin K1"].high)
        assert any("not marked as completed" in note for note in log.notes)
        assert "vitamin K1" not in diet_of(log)["nutrients"]

    def test_days_on_which_nothing_was_logged_are_no_days_of_fasting(self, tmp_path: Path) -> None:
        rows = "2026-9-25,2000,200,100,800,70,false\n2026-9-26,0.0,0.0,0.0,0.0,0.0,false\n"
        log = read_food_log(written(tmp_path, SUMMARY + rows, "dailysummary.csv"))
        assert [day.day for day in log.days] == ["2026-09-25"]
        assert log.mean["calcium"].middle == 800
        assert any("without any energy" in note for note in log.notes)
        assert any("supplements" in note for note in log.notes)

    def test_calcium_of_myfitnesspal_is_asked_for_and_never_guessed(self, tmp_path: Path) -> None:
        rows = (
            "2026-03-02,Breakfast,500,15,5,1,4,0,50,600,300,70,3,20,25,10,8,15,20,\n"
            '2026-03-02,Dinner,"1,050.5",30,,,,,,900,,,,,40,,,25,,\n2026-03-02,TOTAL,1550,,,,,,,,,,,,,,,,,\n'
        )
        path = written(tmp_path, "\ufeff" + MEALS + rows, "nutrition.csv")
        log = read_food_log(path)
        assert log.mean["energy"].middle == pytest.approx(1550.5)
        assert log.mean["calcium"].unknown_share == 1.0
        assert any("--calcium" in note for note in log.notes)
        assert read_food_log(path, "percent-of-1000").mean["calcium"].middle == pytest.approx(400)
        assert read_food_log(path, "mg").mean["calcium"].middle == pytest.approx(40)
        with pytest.raises(InputError, match="percent-of-1300"):
            read_food_log(path, "grams")

    def test_the_zip_of_myfitnesspal(self, tmp_path: Path) -> None:
        path = tmp_path / "File-Export.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("Measurement-Summary.csv", "Date,Weight\n2026-03-02,70\n")
            archive.writestr("Nutrition-Summary.csv", MEALS + "3/2/2026,Lunch,600,20,,,,,,700,,,,,30,,,,,\n")
        log = read_food_log(path)
        assert log.days[0].day == "2026-03-02"

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("", "empty"),
            ("a,b\n1,2\n", "no food log that Osteon knows"),
            (SERVINGS, "no day with food"),
            (SERVINGS + "soon,,,x,1 g,5,,,,,,,,,,,,,\n", "line 2: 'soon' is no day"),
            (SERVINGS + '2026-03-02,,,"never ends' + "x" * 200_000, "line"),
        ],
    )
    def test_wrong_files_are_told(self, tmp_path: Path, text: str, message: str) -> None:
        with pytest.raises(InputError, match=message):
            read_food_log(written(tmp_path, text))


class TestDiet:
    @pytest.mark.parametrize(
        "name", ["cronometer_servings", "cronometer_dailysummary", "myfitnesspal_nutrition_summary"]
    )
    def test_the_table_reads_back_as_a_person_and_says_the_same(self, name: str) -> None:
        log = read_food_log(EXAMPLES / f"{name}.csv")
        table = diet_of(log)
        assert tomllib.loads(diet_text(log))["diet"] == table
        day = diet_intake(someone(table))
        for nutrient in ("energy", "protein", "sodium"):
            assert day[nutrient].middle == pytest.approx(log.mean[nutrient].middle, rel=0.006)

    def test_vitamin_k2_of_natto_reaches_the_person(self) -> None:
        log = read_food_log(EXAMPLES / "cronometer_servings.csv")
        day = diet_intake(someone(diet_of(log)))
        assert day["MK-7"].middle == pytest.approx(log.mean["MK-7"].middle, rel=0.1)

    def test_a_total_that_is_mostly_not_known_is_not_stated(self, tmp_path: Path) -> None:
        log = log_of(tmp_path, GOUDA + "2026-03-02,,Dinner,Qwerty bowl,1.00 serving,142.40,,,,,,,,,300,,,9,\n")
        assert "calcium" not in diet_of(log)["nutrients"]
        assert "sodium" in diet_of(log)["nutrients"]
        assert "calcium" in diet_text(log)

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        rows=st.lists(
            st.tuples(
                st.sampled_from(["2026-03-02", "2026-03-03"]),
                st.sampled_from(["Cheese, Gouda", "Natto", "Qwerty", 'He said "hi", twice']),
                st.sampled_from(["40 g", "1.00 cup", "2 slices", "", "1e9 g"]),
                st.sampled_from(["", "0", "142.4", "-3", "nan", "1,200"]),
                st.sampled_from(["", "0", "280"]),
            ),
            min_size=1,
            max_size=6,
        )
    )
    def test_any_log_gives_a_diet_that_reads(self, rows: list[tuple[str, ...]], tmp_path: Path) -> None:
        import csv

        text = io.StringIO()
        csv.writer(text).writerows([["Day", "Food Name", "Amount", "Energy (kcal)", "Calcium (mg)"], *rows, USUAL])
        log = read_food_log(written(tmp_path, text.getvalue()))
        for interval in log.mean.values():
            assert interval.low <= interval.middle <= interval.high
        someone(tomllib.loads(diet_text(log))["diet"])


class TestCommand:
    def test_page_json_and_file(self, tmp_path: Path) -> None:
        out = tmp_path / "diet.toml"
        path = str(EXAMPLES / "cronometer_servings.csv")
        page = CliRunner().invoke(command, ["log", path, "--out", str(out)])
        assert page.exit_code == 0, page.output
        for word in ("3 days", "Gouda cheese", "high", "Grandmother's Casserole", "Vitamin D3 1000 IU", "written"):
            assert word in page.output
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
        told = json.loads(CliRunner().invoke(command, ["log", path, "--json"]).stdout)
        assert told["diet"] == tomllib.loads(out.read_text())["diet"]
        assert told["mean"]["calcium"]["high"] is None
        assert told["unmatched"] == ["Grandmother's Casserole"]
        assert {entry["confidence"] for entry in told["entries"]} >= {"high", "moderate", "none"}

    def test_nothing_of_the_log_can_command_a_terminal(self, tmp_path: Path) -> None:
        path = written(tmp_path, SERVINGS + GOUDA.replace("Cheese, Gouda", "Evil \x1b[2J cheese"))
        assert "\x1b" not in CliRunner().invoke(command, ["log", str(path)]).output

"""Charts as pictures: they parse, say what they show, stay on the page, can be read, and are the same each time."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.chart_runs import made_up

from osteon.errors import InputError
from osteon.readouts import readouts
from osteon.report import style
from osteon.report.chart_flows import WORDS, last_year
from osteon.report.chart_lines import apart
from osteon.report.chart_marks import changes
from osteon.report.chart_panel import difference, fan_of, panels, yearly
from osteon.report.chart_png import FONTS, png_of
from osteon.report.chart_scale import Scale, round_limits, ticks, time_axis
from osteon.report.chart_svg import PASSES, UNSEEN, Drawing, escaped, line_path, shortened, thinned, width_of
from osteon.report.charts import CHARTS, DAYS, draw_chart
from osteon.report.quantiles import quantiles
from osteon.simulate import Trajectory

SVG = "{http://www.w3.org/2000/svg}"
LARGEST = 200_000
PILLS = [
    {"nutrient": "vitamin D3", "amount": "1000 IU", "every": "day"},
    {"nutrient": "calcium carbonate", "amount": "500 mg", "every": "day", "start": 400, "stop": 900},
]
ONE = [("with pills", made_up(supplement=PILLS))]
TWO = [*ONE, ("no pills", made_up(shift=0.8))]
CASES = {
    "one": ONE,
    "two": TWO,
    "eighty years": [("a", made_up(80)), ("b", made_up(80, shift=1.3))],
    "a year": [("a", made_up(1))],
    "a week": [("a", made_up(7 / 365.25))],
    "other people": [("a", made_up(5, person={"age": 24})), ("b", made_up(5, person={"sex": "male", "latitude": -33}))],
    "wide": [("a", made_up(10, spread=1.2)), ("b" * 150, made_up(10, spread=1.2, shift=5))],
}
floats = st.floats(-1e6, 1e6)


def texts(svg: str) -> list[str]:
    return ["".join(node.itertext()) for node in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.fixture(params=CASES, scope="module")
def runs(request: pytest.FixtureRequest) -> list[tuple[str, Trajectory]]:
    return CASES[request.param]


@pytest.mark.parametrize("name", CHARTS)
class TestCharts:
    def test_is_small_xml_without_nonsense(self, name: str, runs: list[tuple[str, Trajectory]]) -> None:
        svg = draw_chart(name, runs).svg()
        assert ET.fromstring(svg).find(f"{SVG}title") is not None
        assert len(svg.encode()) < LARGEST
        assert not re.search(r"\b(nan|inf|None)\b", svg)

    def test_says_what_it_shows_as_text(self, name: str, runs: list[tuple[str, Trajectory]]) -> None:
        found = texts(draw_chart(name, runs).svg())
        shown = [panels()[each] for row in CHARTS[name].rows for each in row.names if each != DAYS]
        for panel in shown:
            assert panel.title in found
            assert any(words.startswith(f"{panel.unit}; evidence {panel.support}") for words in found)
        if any(DAYS in row.names for row in CHARTS[name].rows):
            assert {"Blood", "Stool", "Urine", "Skin", "Given back by bone", "Taken up by bone"} <= set(found)

    def test_names_each_run_and_what_it_takes(self, name: str, runs: list[tuple[str, Trajectory]]) -> None:
        found = " ".join(texts(draw_chart(name, runs).svg()))
        assert all(label[:40] in found for label, _ in runs)
        assert ("vitamin D3 1000 IU every day" in found) == (runs[0][0] == "with pills")

    def test_stays_on_the_page(self, name: str, runs: list[tuple[str, Trajectory]]) -> None:
        page = draw_chart(name, runs)
        root = ET.fromstring(page.svg())
        for node in root.iter(f"{SVG}path"):
            x, y = corners(node.get("d", ""))
            assert -1 <= x.min() <= x.max() <= page.width + 1
            assert -1 <= y.min() <= y.max() <= page.height + 1
        for left, top, right, bottom, words in boxes(root):
            assert 0 < left < right < page.width, words
            assert 0 < top < bottom < page.height, words

    def test_words_do_not_cover_words(self, name: str, runs: list[tuple[str, Trajectory]]) -> None:
        placed = boxes(ET.fromstring(draw_chart(name, runs).svg()))
        for index, first in enumerate(placed):
            for second in placed[index + 1 :]:
                apart_across = first[2] <= second[0] or second[2] <= first[0]
                apart_down = first[3] <= second[1] or second[3] <= first[1]
                assert apart_across or apart_down, (first[4], second[4])

    def test_comes_out_the_same_each_time(self, name: str) -> None:
        first, second = (draw_chart(name, TWO).svg() for _ in range(2))
        assert first == second
        assert png_of(first) == png_of(second)


def boxes(root: ET.Element) -> list[tuple[float, float, float, float, str]]:
    """About where each text stands: left, top, right, bottom, words."""
    found = []
    for node in root.iter(f"{SVG}text"):
        words, size = "".join(node.itertext()), float(node.get("font-size", 0))
        width = 0.88 * width_of(words, size)
        left = (
            float(node.get("x", 0))
            - {"start": 0.0, "middle": 0.5, "end": 1.0}[node.get("text-anchor", "start")] * width
        )
        base = float(node.get("y", 0))
        found.append((left, base - 0.7 * size, left + width, base + 0.1 * size, words))
    return found


def corners(path: str) -> tuple[np.ndarray, np.ndarray]:
    """The points of a path of M, L, l, C and V commands; z closes it."""
    here, points = np.zeros(2), []
    for letter, rest in re.findall(r"([MLlCV])([^MLlCVz]*)", path):
        numbers = np.array(re.findall(r"-?[\d.]+(?:e-?\d+)?", rest), dtype=float)
        if letter == "V":
            here = np.array([here[0], numbers[-1]])
            points.append(here)
            continue
        for pair in numbers.reshape(-1, 2):
            here = here + pair if letter == "l" else pair
            points.append(here)
    x, y = np.array(points).T
    return x, y


class TestWhatIsShown:
    def test_figures_at_the_end_are_those_of_the_run(self) -> None:
        run = ONE[0][1]
        middle, low, high = np.percentile(run.outcomes["25ohd_serum"][:, -1], (50, 5, 95))
        found = texts(draw_chart("vitamin_d", ONE).svg())
        assert f"{middle:.0f}" in found
        assert f"{low:.0f} to {high:.0f}" in found

    def test_bands_and_line_follow_the_quantiles(self) -> None:
        fan = fan_of(panels()["vitamin_d"], ONE[0][1])
        expected = np.percentile(ONE[0][1].outcomes["25ohd_serum"], (5, 25, 50, 75, 95), axis=0)
        assert np.allclose(fan.quantiles, expected, rtol=1e-12)

    def test_the_difference_is_taken_draw_by_draw(self) -> None:
        first, second = made_up(seed=3), made_up(seed=3, shift=0.5)
        middle, low, high = difference(panels()["vitamin_d"], [first, second]) or (0, 0, 0)
        last = first.outcomes["25ohd_serum"][:, -1]
        assert np.allclose((middle, low, high), np.percentile(last / 2, (50, 5, 95)))
        assert difference(panels()["vitamin_d"], [first]) is None
        assert difference(panels()["vitamin_d"], [first, made_up(draws=5)]) is None
        assert not any(words.startswith("difference") for words in texts(draw_chart("bone", ONE).svg()))
        assert sum(words.startswith("difference") for words in texts(draw_chart("bone", TWO).svg())) == 6

    def test_density_limits_hold_only_where_classes_do(self) -> None:
        def limits(**body: object) -> int:
            found = texts(draw_chart("bone", [("a", made_up(5, person=body))]).svg())
            return found.count("osteoporosis")

        assert limits(age=30) == 0
        assert limits(age=50, menopause_age=52) == 3
        assert limits(age=40, sex="male") == 0
        assert limits(age=70, sex="male") == 3

    def test_winters_are_shaded_outside_the_tropics_for_a_few_years(self) -> None:
        def shaded(years: float, **body: object) -> bool:
            return style.WINTER in draw_chart("vitamin_d", [("a", made_up(years, person=body))]).svg()

        assert shaded(5, latitude=52)
        assert shaded(5, latitude=-35)
        assert not shaded(5, latitude=10)
        assert not shaded(70, age=20)

    def test_what_starts_or_stops_later_is_marked(self) -> None:
        run = ONE[0][1]
        assert changes(run) == [(400.0, "calcium carbonate starts"), (900.0, "calcium carbonate stops")]
        found = texts(draw_chart("vitamin_d", ONE).svg())
        assert "calcium carbonate starts" in found
        assert "vitamin D3 starts" not in found

    def test_streams_of_calcium_add_up_and_are_named(self) -> None:
        day = last_year(ONE[0][1])
        inside = ONE[0][1].days >= ONE[0][1].days[-1] - 365.25
        for word in WORDS:
            assert np.isclose(day.mean(word), ONE[0][1].outcomes[word][:, inside].mean())
        assert np.isclose(day.mean("bone_net"), day.mean("bone_uptake") - day.mean("bone_release"))
        found = " ".join(texts(draw_chart("calcium_day", ONE).svg()))
        assert all(f"{day.mean(word):,.0f} (" in found for word in ("calcium_urine_mg", "calcium_sweat", "bone_uptake"))

    def test_two_days_share_a_scale(self) -> None:
        few, many = made_up(spread=1e-6), made_up(shift=2, spread=1e-6)
        root = ET.fromstring(draw_chart("calcium_day", [("few", few), ("many", many)]).svg())
        first, second = (
            float(node.get("height", 0)) for node in root.iter(f"{SVG}rect") if node.get("fill") == style.FOOD
        )
        assert second == pytest.approx(2 * first, abs=0.2)

    def test_unknown_charts_and_crowds_are_refused(self) -> None:
        with pytest.raises(InputError, match="did you mean vitamin_k"):
            draw_chart("vitamin_kk", ONE)
        with pytest.raises(InputError, match="one or two runs, not 3"):
            draw_chart("bone", [*TWO, *ONE])

    def test_panels_are_of_outcomes_and_limits_have_sources(self) -> None:
        from osteon.outcomes.tables import read_table

        for row in read_table("chart_panels.csv"):
            assert row["outcome"] in readouts()
            assert bool(row["marks"]) == bool(row["source"])
        named = {name for chart in CHARTS.values() for row in chart.rows for name in row.names}
        assert named == {*panels(), DAYS}


class TestLook:
    @pytest.mark.parametrize(
        "color",
        [style.INK, style.QUIET, style.FAINT, style.LIMIT, style.ENOUGH_INK, *(run.color for run in style.RUNS)],
    )
    def test_words_stand_out_from_the_paper(self, color: str) -> None:
        assert contrast(color, style.PAPER) >= 4.5

    def test_runs_differ_for_those_who_see_no_red_or_green(self) -> None:
        red_blind = np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]])
        green_blind = np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]])
        for seen in (np.eye(3), red_blind, green_blind):
            first, second = (seen @ parts(run.color) for run in style.RUNS)
            assert np.abs(first - second).max() > 0.3
        assert style.RUNS[0].dash != style.RUNS[1].dash

    def test_the_typeface_has_all_that_charts_say(self) -> None:
        assert len(list(FONTS.glob("*.otf"))) == 2
        blank = png_of(words_alone(" "))
        assert all(png_of(words_alone(letter)) != blank for letter in "−µ²éŁß…αЖ")


def words_alone(words: str) -> str:
    page = Drawing(40, 40, "")
    page.text(10, 30, words, size=20)
    return page.svg()


def parts(color: str) -> np.ndarray:
    return np.array([int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)])


def contrast(first: str, second: str) -> float:
    def light(color: str) -> float:
        shares = parts(color)
        return float(
            np.where(shares <= 0.03928, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4) @ (0.2126, 0.7152, 0.0722)
        )

    bright, dark = sorted((light(first), light(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


class TestScales:
    @given(st.lists(floats, min_size=1, max_size=6), st.integers(2, 9))
    def test_limits_are_round_and_hold_all_values(self, values: list[float], count: int) -> None:
        low, high, step = round_limits(values, count)
        slack = 1e-6 * max(abs(low), abs(high), step)
        assert low - slack <= min(values) <= max(values) <= high + slack
        assert low < high
        marks = ticks(low, high, step)
        assert 2 <= len(marks) <= count + 3
        assert np.allclose(np.array(marks) / step, np.rint(np.array(marks) / step))

    @given(st.floats(0.003, 110), st.one_of(st.none(), st.floats(1, 100)), st.integers(3, 12))
    def test_time_ticks_are_few_ordered_and_inside(self, span: float, age: float | None, count: int) -> None:
        axis = time_axis(span, age, count)
        assert axis.years[0] == 0
        assert list(axis.years) == sorted(set(axis.years))
        assert axis.years[-1] <= span * (1 + 1e-6)
        assert len(axis.years) == len(axis.labels) <= max(count, 5) + 1
        assert len(axis.ages) in {0, len(axis.labels)}

    @given(floats, floats.filter(lambda value: value != 0), floats)
    def test_a_scale_is_a_straight_line(self, low: float, span: float, value: float) -> None:
        scale = Scale(low, low + (span if abs(span) > 1e-3 else 1.0), 0.0, 100.0)
        assert np.isclose(float(scale(low)), 0.0)
        assert np.isclose(float(scale(scale.high)), 100.0)
        assert np.isfinite(scale(value))

    @given(st.lists(st.floats(0, 200), min_size=1, max_size=5))
    def test_figures_are_moved_apart_in_their_order(self, places: list[float]) -> None:
        moved = apart(places, 30.0, 0.0, 200.0)
        assert all(-1e-9 <= place <= 200 + 1e-9 for place in moved)
        order = np.argsort(places, kind="stable")
        gaps = np.diff(np.array(moved)[order])
        assert (gaps >= 20.0).all()
        if len(places) < 2 or np.diff(np.sort(places)).min() >= 30:
            assert np.allclose(moved, places)


class TestText:
    @given(st.text())
    def test_any_words_can_stand_in_a_chart(self, words: str) -> None:
        page = Drawing(100, 100, words, words)
        page.text(1, 1, words)
        node = ET.fromstring(page.svg()).find(f"{SVG}text")
        assert node is not None
        assert ("".join(node.itertext())) == "".join(each if each.isprintable() else "?" for each in words)
        assert "<" not in escaped(words)

    @given(st.text(min_size=1, max_size=80), st.floats(20, 500))
    def test_shortened_words_fit_the_room(self, words: str, room: float) -> None:
        short = shortened(words, 12, room)
        assert width_of(short, 12) <= room or short == "…"
        assert short == words or short.endswith("…")


class TestLines:
    @given(st.integers(0, 2**32), st.integers(2, 300))
    def test_left_out_points_would_not_be_seen(self, seed: int, count: int) -> None:
        random = np.random.default_rng(seed)
        x = np.cumsum(random.uniform(0.05, 3, count))
        y = np.cumsum(random.normal(0, random.uniform(0.01, 2), count))
        kept_x, kept_y = thinned(x, y)
        assert np.abs(np.interp(x, kept_x, kept_y) - y).max() <= PASSES * UNSEEN + 1e-9
        assert (kept_x[0], kept_x[-1]) == (x[0], x[-1])

    @given(st.integers(0, 2**32), st.integers(1, 100))
    def test_paths_end_where_lines_end(self, seed: int, count: int) -> None:
        random = np.random.default_rng(seed)
        x, y = np.sort(random.uniform(0, 1000, count)), random.uniform(0, 1000, count)
        across, down = corners(line_path(x, y))
        assert np.allclose((across[0], down[0], across[-1], down[-1]), (x[0], y[0], x[-1], y[-1]), atol=0.051)

    @given(st.integers(0, 2**32), st.integers(1, 40), st.integers(1, 30))
    def test_quantiles_are_those_of_numpy(self, seed: int, draws: int, days: int) -> None:
        values = np.random.default_rng(seed).normal(size=(draws, days))
        levels = (0.0, 5.0, 37.5, 50.0, 95.0, 100.0)
        assert np.allclose(quantiles(values, levels), np.percentile(values, levels, axis=0), atol=1e-12)
        assert np.allclose(quantiles(np.stack([values, values]), levels)[:, 1], quantiles(values, levels))

    @given(st.floats(2, 100), st.floats(-1e3, 1e3))
    def test_yearly_means_keep_what_is_constant_and_the_ends(self, years: float, level: float) -> None:
        when = np.unique(np.append(np.arange(0, years, 0.25), years))
        shown, means = yearly(when, np.full((3, len(when)), level))
        assert np.allclose(means, level)
        assert (shown[0], shown[-1]) == (0.0, years)
        assert (np.diff(shown) > 0).all()
        assert means.shape == (3, int(np.ceil(years - 1e-9)))

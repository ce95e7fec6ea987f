"""Writes docs/population.md and its pictures: virtual people beside the surveys they are fitted to.

python -m tools.population_page FOLDER    FOLDER holds the person-level tables that are named in the page
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tools.population_charts import COLORS, Band, Panel, page_of
from tools.population_survey import MIDDLES, Sample, lived, pairs, surveyed, virtual
from tools.tables import row, table

from osteon.evidence.trial_parts import People as Wanted
from osteon.evidence.trial_parts import Spread
from osteon.person.body import ETHNICITIES
from osteon.population.calibrate_fit import weighted_quantiles
from osteon.population.describe import shown_columns
from osteon.population.joint import QUANTITIES, rows_of
from osteon.population.people import People, draw_people
from osteon.population.people_eaten import column_of
from osteon.population.people_status import status_of
from osteon.population.spec import Spec
from osteon.population.spec_read import read_spec
from osteon.population.weights import match
from osteon.population.weights_table import limits_of_table, targets_of_table
from osteon.report.chart_png import png_of

FloatArray = NDArray[np.float64]

ROOT = Path(__file__).parents[1]
PAGE, PICTURES = ROOT / "docs" / "population.md", ROOT / "docs" / "pictures"
TEXT = Path(__file__).with_name("population_page.md")
COUNT, SEED, LIVED, MATCHED = 60_000, 1, 6000, 20_000
AGED = ("height", "bmi", "egfr", "calcium", "magnesium", "vitamin D3")
TRIALS = ("vital", "knapen2013", "trivedi2003", "whi_cad", "reid1995", "freedom", "hansen2015", "kurnatowska2015")
DUBLIN = 53.3
IRISH_PILLS = 0.17


def main(folder: Path) -> None:
    """Draw, compare, and write page and pictures."""
    survey = surveyed(folder)
    usual, days = virtual(COUNT, SEED)
    some = draw_people(Spec(), 0, LIVED, SEED)
    outcomes, ok = lived(some)
    together = pairs(survey, usual)
    status = _status(some, outcomes, ok)
    _picture("population_ages", _ages(survey, usual))
    _picture("population_together", _together(together))
    _picture("population_outcomes", _outcomes(survey, some, outcomes, ok, status))
    parts = {
        "marginals": _marginals(survey, usual, days),
        "correlations": _correlations(together),
        "status": _status_table(status),
        "outcomes": _outcome_table(survey, some, outcomes, ok),
        "columns": _columns(),
        "sources": _assumed(),
        "matching": _matching(),
        "matched": f"{MATCHED:,}",
        "count": f"{COUNT:,}",
        "lived": f"{LIVED:,}",
    }
    text = TEXT.read_text(encoding="utf-8")
    for name, words in parts.items():
        text = text.replace("{" + name + "}", words)
    PAGE.write_text(text, encoding="utf-8")


def _picture(name: str, svg: str) -> None:
    (PICTURES / f"{name}.png").write_bytes(png_of(svg))


def _part(name: str) -> str:
    return "body" if name in ("height", "bmi", "egfr") else "eaten"


def _ages(survey: Mapping[str, Sample], usual: Sample) -> str:
    panels = []
    for name in AGED:
        bands = []
        for female, color, shift in ((True, COLORS[0], -3.0), (False, COLORS[1], 3.0)):
            mine, theirs = usual.by_age(name, female), survey[_part(name)].by_age(name, female)
            bands.append(Band(MIDDLES, mine[:, 0], mine[:, 1], mine[:, 2], color))
            bands.append(Band(MIDDLES, theirs[:, 0], theirs[:, 1], theirs[:, 2], color, dots=True, shift=shift))
        column = name if name in shown_columns() else column_of(name)
        shown = shown_columns()[column]
        note = "survey: recalled days; people: usual" if _part(name) == "eaten" else "survey and people alike"
        panels.append(Panel(shown.words[:1].upper() + shown.words[1:], f"{shown.unit}; {note}", "age, years", bands))
    words = "Women blue, men orange. Bands: virtual people, 5 to 95 of 100, line the middle. Dots and bars: the survey."
    return page_of("Virtual people beside the survey, by age", words, panels, columns=3).svg()


def _together(found: list[tuple[str, str, float, float]]) -> str:
    parts = {
        "With age and sex taken out: sizes and kidney": [each for each in found if each[1] in QUANTITIES[:3]],
        "Intakes with one another": [each for each in found if each[0] in QUANTITIES[3:]],
        "Intakes with height and body mass index": [
            each for each in found if each[0] in QUANTITIES[:2] and each[1] in QUANTITIES[3:]
        ],
    }
    panels = []
    for title, members in parts.items():
        theirs = np.array([each[2] for each in members])
        mine = np.array([each[3] for each in members])
        dots = Band(theirs, mine, mine, mine, COLORS[0], dots=True)
        words = f"{len(members)} pairs; up: virtual people"
        panels.append(Panel(title, words, "survey", [dots], include=(*theirs, *mine), diagonal=True))
    words = "Correlations of normal scores, survey across and virtual people up; on the dashed line they agree."
    return page_of("What goes together", words, panels, columns=3, height=330.0).svg()


Status = list[tuple[str, str, str, float, float]]


def _status(people: People, outcomes: Mapping[str, FloatArray], ok: NDArray[np.bool_]) -> Status:
    """Survey, group, range, surveyed share and share of virtual people."""
    irish = Wanted(age=Spread(min=18.0, max=84.0), female=0.5)
    ireland = draw_people(
        Spec("Irish", irish, latitude=DUBLIN, ethnicities=(), supplement_users=IRISH_PILLS), 0, LIVED, SEED
    )
    there, through = lived(ireland)
    found = []
    for each in rows_of("status"):
        at_home = each["survey"].startswith("US")
        values = outcomes["25ohd_serum"] if at_home else there["25ohd_serum"]
        mine = (ok & _group(people, each["group"])) if at_home else through
        low, high = float(each["low"] or 0), float(each["high"] or np.inf)
        share = float(np.mean((values[mine] >= low) & (values[mine] < high)))
        words = f"below {each['high']}" if not each["low"] else f"{each['low']} to {each['high']}"
        words = f"above {each['low']}" if not each["high"] else words
        found.append((each["survey"], each["group"], words, float(each["share"]), share))
    return found


def _group(people: People, name: str) -> NDArray[np.bool_]:
    if name in ETHNICITIES:
        return people.columns["ethnicity"] == ETHNICITIES.index(name)
    ages = {"20 to 39 y": (20, 40), "40 to 59 y": (40, 60), "60 y and over": (60, 200)}
    if name in ages:
        low, high = ages[name]
        return (people.age >= low) & (people.age < high)
    if name in ("pills", "no pills"):
        return (people.columns["supplement_d"] > 0) == (name == "pills")
    return people.female == (name == "women")


def _outcomes(
    survey: Mapping[str, Sample],
    people: People,
    outcomes: Mapping[str, FloatArray],
    ok: NDArray[np.bool_],
    status: Status,
) -> str:
    panels = [_status_panel(status, words) for words in ("below 30", "30 to 50")]
    panels.append(_irish_panel(status))
    of = virtual_sample(people, outcomes, ok)
    for female, title in ((True, "Women"), (False, "Men")):
        bands = []
        mine, theirs = of.by_age("bmd_total_body", female), survey["dense"].by_age("bmd_total_body", female)
        bands.append(Band(MIDDLES, mine[:, 0], mine[:, 1], mine[:, 2], COLORS[0]))
        bands.append(Band(MIDDLES, theirs[:, 0], theirs[:, 1], theirs[:, 2], COLORS[1], dots=True))
        panels.append(Panel(f"{title}: density of the whole body", "g/cm2, 5 to 95 of 100", "age, years", bands))
    panels.append(_chemistry_panel(survey, of))
    words = "Blue: the body model in virtual people after four years on their habits. Orange: surveys."
    return page_of("The body model in virtual people beside surveys", words, panels, columns=2, height=270.0).svg()


def virtual_sample(people: People, outcomes: Mapping[str, FloatArray], ok: NDArray[np.bool_]) -> Sample:
    """Outcomes as a sample; who did not get through has no weight."""
    from osteon.population.calibrate_fit import Surveyed

    codes = people.columns["ethnicity"].astype(np.int64)
    return Sample(Surveyed(people.age, people.female, codes, ok.astype(float)), outcomes)


def _status_panel(status: Status, words: str) -> Panel:
    members = [each for each in status if each[0].startswith("US") and each[2] == words]
    labels = [each[1].replace(" y and over", "+").replace(" to ", "-").replace(" y", "") for each in members]
    return _pairs_panel(f"25(OH)D {words} nmol/L", "of 100 people in the United States", labels, members)


def _irish_panel(status: Status) -> Panel:
    members = [each for each in status if each[0] == "Ireland"]
    labels = [each[2].replace("below ", "<").replace("above ", ">") for each in members]
    return _pairs_panel("25(OH)D in Ireland, nmol/L", "of 100 adults of 18 to 84 years", labels, members)


def _pairs_panel(title: str, unit: str, labels: list[str], members: Status) -> Panel:
    x = np.arange(len(members), dtype=float)
    theirs, mine = (100 * np.array([each[index] for each in members]) for index in (3, 4))
    bands = [
        Band(x, mine, mine, mine, COLORS[0], dots=True, shift=-4.0),
        Band(x, theirs, theirs, theirs, COLORS[1], dots=True, shift=4.0),
    ]
    return Panel(title, unit, "", bands, labels=labels, include=(0.0,))


def _chemistry_panel(survey: Mapping[str, Sample], of: Sample) -> Panel:
    words = {"calcium_serum": "calcium", "phosphate_serum": "phosphate"}
    bands = []
    for sample, color, shift in ((of, COLORS[0], -6.0), (survey["body"], COLORS[1], 6.0)):
        edges = np.array([_quantiles(sample, word) for word in words])
        bands.append(Band(np.arange(2.0), edges[:, 0], edges[:, 1], edges[:, 2], color, dots=True, shift=shift))
    title = "Calcium and phosphate in blood"
    return Panel(title, "mmol/L, 5 to 95 of 100 adults", "", bands, labels=list(words.values()), include=(0.0,))


def _quantiles(sample: Sample, name: str) -> FloatArray:
    mine = (sample.of.age >= 18) & np.isfinite(sample.values[name]) & (sample.of.weight > 0)
    return weighted_quantiles(sample.values[name][mine], sample.of.weight[mine], np.array([0.05, 0.5, 0.95]))


def _marginals(survey: Mapping[str, Sample], usual: Sample, days: Sample) -> str:
    rows = []
    for name in QUANTITIES:
        theirs = survey[_part(name)]
        column = name if name in shown_columns() else column_of(name)
        shown = shown_columns()[column]
        alike = usual if _part(name) == "body" else days
        cells = [_three(sample, name, shown.digits) for sample in (theirs, alike, usual)]
        gaps = [f"{100 * theirs.gap(alike, name, female):.1f}" for female in (True, False)]
        rows.append(row(f"{shown.words}, {shown.unit}", *cells, *gaps))
    head = ["5, 50 and 95 of 100 women of 40 to 59", "survey", "people, as surveyed", "people, usual"]
    head += ["gap, women", "gap, men"]
    return table(head, rows)


def _three(sample: Sample, name: str, digits: int) -> str:
    mine = sample.of.female & (sample.of.age >= 40) & (sample.of.age < 60) & (sample.of.weight > 0)
    mine &= np.isfinite(sample.values[name])
    edges = weighted_quantiles(sample.values[name][mine], sample.of.weight[mine], np.array([0.05, 0.5, 0.95]))
    return " / ".join(f"{edge:,.{digits}f}" for edge in edges)


def _correlations(found: list[tuple[str, str, float, float]]) -> str:
    apart = np.array([each[3] - each[2] for each in found])
    worst = sorted(found, key=lambda each: -abs(each[3] - each[2]))[:6]
    rows = [row(f"{one} with {two}", f"{theirs:.3f}", f"{mine:.3f}") for one, two, theirs, mine in worst]
    told = (
        f"Of {len(found)} pairs that a survey has, the largest difference is {np.abs(apart).max():.3f}, "
        f"the root mean square {np.sqrt(np.mean(apart**2)):.3f}. The six that are furthest off:\n\n"
    )
    return told + table(["pair", "survey", "people"], rows)


def _status_table(status: Status) -> str:
    rows = [row(*words, f"{100 * theirs:.1f}", f"{100 * mine:.1f}") for *words, theirs, mine in status]
    return table(["survey", "group", "25(OH)D, nmol/L", "of 100 surveyed", "of 100 virtual"], rows)


def _outcome_table(
    survey: Mapping[str, Sample], people: People, outcomes: Mapping[str, FloatArray], ok: NDArray[np.bool_]
) -> str:
    of = virtual_sample(people, outcomes, ok)
    rows = []
    for name, part, words in (
        ("calcium_serum", "body", "calcium in blood, mmol/L"),
        ("phosphate_serum", "body", "phosphate in blood, mmol/L"),
        ("magnesium_serum", "minerals", "magnesium in blood, mmol/L"),
        ("bmd_total_body", "dense", "density of the whole body, g/cm2"),
    ):
        four = (*_moments(survey[part], name), *_moments(of, name))
        rows.append(row(words, *(f"{value:.3f}" for value in four)))
    theirs = _slope(survey["dense"].values["bmi"], survey["dense"], "bmd_total_body")
    mine = _slope(people.columns["bmi"], of, "bmd_total_body")
    rows.append(row("power of body mass index in density of the whole body", f"{theirs:.2f}", "", f"{mine:.2f}", ""))
    return table(["adults", "survey, mean", "SD", "virtual, mean", "SD"], rows)


def _moments(sample: Sample, name: str) -> tuple[float, float]:
    mine = (sample.of.age >= 18) & np.isfinite(sample.values[name]) & (sample.of.weight > 0)
    values, weight = sample.values[name][mine], sample.of.weight[mine]
    mean = float(np.average(values, weights=weight))
    return mean, float(np.sqrt(np.average((values - mean) ** 2, weights=weight)))


def _slope(index: FloatArray, sample: Sample, name: str) -> float:
    """How density goes with body mass index on log scales, in people of 40 to 59, sexes apart."""
    found = []
    for female in (True, False):
        mine = (sample.of.age >= 40) & (sample.of.age < 60) & (sample.of.female == female) & (sample.of.weight > 0)
        mine &= np.isfinite(index) & np.isfinite(sample.values[name])
        found.append(np.polyfit(np.log(index[mine]), np.log(sample.values[name][mine]), 1)[0])
    return float(np.mean(found))


def _columns() -> str:
    rows = [row(f"`{name}`", shown.words, shown.unit, shown.support) for name, shown in shown_columns().items()]
    return table(["column", "what", "unit", "rests on"], rows)


def _assumed() -> str:
    head = ["habit", "mean", "variation", "unit", "source"]
    rows = [row(*(each[key].replace("_", " ") for key in head)) for each in rows_of("habits")]
    return table(["figure", "value", "variation", "unit", "where it comes from"], rows)


def _matching() -> str:
    people = draw_people(Spec(), 0, MATCHED, SEED)
    columns = {**people.columns, **status_of(people)}

    def blocks(wanted: tuple[str, ...]) -> list[dict[str, FloatArray]]:
        return [{name: columns[name] for name in wanted}]

    rows = []
    for name in TRIALS:
        spec = read_spec(name)
        targets, left_out = targets_of_table(spec.people, tuple(columns))
        found = match(targets, blocks, limits=limits_of_table(spec, tuple(columns)), left_out=left_out)
        asked = ", ".join(target.column.replace("_", " ") for target in targets)
        rows.append(row(name, asked, f"{found.kept:,}", f"{found.effective:,.0f}"))
    return table(["trial", "matched", "within its limits", "effective people"], rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

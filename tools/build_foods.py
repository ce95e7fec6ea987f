"""Make src/osteon/data/foods.csv, food_fill.csv, food_spread.csv and food_usual.csv again from the large food tables.

What is chosen, and what stands in no large table, is kept by hand in tools/foods; the large tables lie in a folder
beside the repository. Run: python tools/build_foods.py [--tables FOLDER] [--check]
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import math
import re
import statistics
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HAND = Path(__file__).resolve().parent / "foods"
TABLES = ROOT.parent / "shared" / "data"
DATA = ROOT / "src" / "osteon" / "data"

COLUMNS: Mapping[str, str] = {
    "energy_kcal": "energy_kcal",
    "protein_g": "protein_g",
    "fat_g": "",
    "calcium_mg": "calcium_mg",
    "phosphorus_mg": "phosphorus_mg",
    "magnesium_mg": "magnesium_mg",
    "zinc_mg": "zinc_mg",
    "manganese_mg": "manganese_mg",
    "boron_ug": "",
    "sodium_mg": "sodium_mg",
    "vitamin_d_ug": "vit_d_ug",
    "vitamin_d2_ug": "vit_d2_ug",
    "vitamin_d3_ug": "vit_d3_ug",
    "calcifediol_ug": "vit_d_25ohd3_ug",
    "vitamin_k1_ug": "vit_k1_ug",
    "mk4_ug": "vit_k2_mk4_ug",
}
"""Our columns, with the name of each in the large table; fat, and boron, come from tools/foods."""
FILLED = [
    name for name in COLUMNS if name not in ("vitamin_d2_ug", "vitamin_d3_ug", "calcifediol_ug", "mk4_ug", "boron_ug")
]
COMPARED = [name for name in FILLED if name != "fat_g"]
FEWEST = 5
"""Figures that a group must have before its others are filled from it."""
UNITS = ("cup", "tablespoon", "teaspoon", "slice", "piece", "serving", "pack", "can", "egg", "fillet", "glass", "bowl")
PORTION_WORDS: Mapping[str, str] = {
    "cup": "cup",
    "cups": "cup",
    "tbsp": "tablespoon",
    "tablespoon": "tablespoon",
    "tablespoons": "tablespoon",
    "tsp": "teaspoon",
    "teaspoon": "teaspoon",
    "slice": "slice",
    "slices": "slice",
    "piece": "piece",
    "fruit": "piece",
    "medium": "piece",
    "cookie": "piece",
    "doughnut": "piece",
    "pancake": "piece",
    "tortilla": "piece",
    "roll": "piece",
    "bagel": "piece",
    "link": "piece",
    "each": "piece",
    "sandwich": "piece",
    "item": "piece",
    "patty": "piece",
    "chop": "piece",
    "serving": "serving",
    "nlea": "serving",
    "package": "pack",
    "packet": "pack",
    "container": "pack",
    "can": "can",
    "fillet": "fillet",
}
NHANES: Mapping[str, tuple[str, str]] = {
    "energy": ("Energy_kcal", "kcal"),
    "protein": ("Protein_gm", "g"),
    "calcium": ("Calcium_mg", "mg"),
    "phosphorus": ("Phosphorus_mg", "mg"),
    "magnesium": ("Magnesium_mg", "mg"),
    "zinc": ("Zinc_mg", "mg"),
    "sodium": ("Sodium_mg", "mg"),
    "vitamin D3": ("Vitamin_D_D2_D3_mcg", "ug"),
    "vitamin K1": ("Vitamin_K_mcg", "ug"),
}
ENERGY_AT_LEAST = 500.0

Row = dict[str, str]


@dataclass(frozen=True)
class Figure:
    """A number with where it stands; `least` and `most` are the ends of all tables' figures for this food."""

    value: float
    source: str
    least: float
    most: float


@dataclass
class Entry:
    """One food of the core table while it is made."""

    choice: Row
    figures: dict[str, Figure] = field(default_factory=dict)
    portions: dict[str, float] = field(default_factory=dict)

    @property
    def records(self) -> list[str]:
        """Its records in the large tables, the preferred one first."""
        return self.choice["records"].split()


def read(path: Path) -> list[Row]:
    """All rows of a CSV file, gzipped or not."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="") as packed:
            return list(csv.DictReader(packed))
    with path.open(encoding="utf-8", newline="") as plain:
        return list(csv.DictReader(plain))


def build(tables: Path = TABLES) -> dict[str, str]:
    """The text of each file that is made, by its name."""
    records = {row["food_id"]: row for row in read(tables / "foods.csv")}
    entries = [Entry(choice) for choice in read(HAND / "choice.csv")]
    fat = {row["record"]: row for row in read(HAND / "fat.csv")}
    for entry in entries:
        entry.figures |= {
            name: figure for name, column in COLUMNS.items() if (figure := _figure(entry, column, records))
        }
        _widen_vitamin_d(entry)
        _add_fat(entry, fat)
    for name in ("boron", "calcifediol"):
        _add_by_hand(entries, f"{name}_ug", read(HAND / f"{name}.csv"))
    _add_portions(entries, read(tables / "foods" / "portions.csv.gz"))
    return {
        "foods.csv": _foods(entries),
        "food_fill.csv": _fill(entries),
        "food_spread.csv": _spread(entries, records),
        "food_usual.csv": _usual(read(tables / "persons" / "nhanes_intake_5581_adults.csv.gz")),
    }


def _figure(entry: Entry, column: str, records: Mapping[str, Row]) -> Figure | None:
    """The first record's figure that was measured above its limit; a figure below it only where no other is known."""
    known = [record for record in entry.records if column and records[record][column] != ""]
    if not known:
        return None
    certain = [record for record in known if column not in records[record]["below_detection"].split(";")]
    if not certain:
        half = float(records[known[0]][column])
        none_expected = column == "vit_d_ug" and entry.choice["vitamin_d"] == "none"
        return Figure(0.0 if none_expected else half, known[0], 0.0, 2 * half)
    values = [float(records[record][column]) for record in certain]
    return Figure(values[0], certain[0], min(values), max(values))


def _widen_vitamin_d(entry: Entry) -> None:
    """Where D2 and D3 of an earlier analysis do not add up to the total, both totals are within the range."""
    total, parts = entry.figures.get("vitamin_d_ug"), [entry.figures.get(f"vitamin_d{n}_ug") for n in (2, 3)]
    if total and all(part and part.source == total.source for part in parts):
        added = sum(part.value for part in parts if part)
        least, most = min(total.least, added), max(total.most, added)
        entry.figures["vitamin_d_ug"] = Figure(total.value, total.source, least, most)


def _add_fat(entry: Entry, fat: Mapping[str, Row]) -> None:
    for record in entry.records:
        if record in fat:
            value = float(fat[record]["fat_g"])
            entry.figures["fat_g"] = Figure(
                value, f"{fat[record]['read_from']}:{record.partition(':')[2]}", value, value
            )
            return


def _add_by_hand(entries: Iterable[Entry], column: str, rows: Iterable[Row]) -> None:
    by_name = {entry.choice["name"]: entry for entry in entries}
    for row in rows:
        low, middle, high = (float(row[f"{end}_ug"]) for end in ("low", "middle", "high"))
        by_name[row["name"]].figures[column] = Figure(middle, row["source"].replace(" ", "+"), low, high)


def _add_portions(entries: Iterable[Entry], rows: Iterable[Row]) -> None:
    by_record: dict[str, list[Row]] = {}
    for row in rows:
        by_record.setdefault(row["food_id"], []).append(row)
    for entry in entries:
        entry.portions |= {
            word: float(size) for word, size in (pair.split("=") for pair in entry.choice["portions"].split())
        }
        for record in entry.records:
            for row in by_record.get(record, []):
                word, grams = _portion(row["portion"], float(row["grams"]), entry.choice["group"])
                if word:
                    entry.portions.setdefault(word, grams)


def _portion(text: str, grams: float, group: str) -> tuple[str, float]:
    """One household unit and its grams; egg counts as a unit where eggs are counted."""
    match = re.match(r"\s*([\d.]+)\s+(.*)", re.sub(r"\(.*?\)", "", text.lower()))
    if not match or not float(match[1]):
        return "", 0.0
    words = re.findall(r"[a-z]+", match[2])
    each = grams / float(match[1])
    if group == "egg" and words[:1] in (["large"], ["egg"]):
        return "egg", each
    if words[:2] == ["fl", "oz"]:
        return "cup", each * 8
    word = PORTION_WORDS.get(words[0] if words else "", "")
    return ("" if group == "egg" and word == "piece" else word), each


def _short(value: float) -> str:
    return f"{value:.4g}"


def _foods(entries: Iterable[Entry]) -> str:
    names = ["id", "name", "also", "group", "records", *COLUMNS, "sources", "ranges"]
    rows = []
    for entry in sorted(entries, key=_order):
        row = {name: entry.choice.get(name, "") for name in names} | {"id": _slug(entry.choice["name"])}
        row |= {name: _short(figure.value) for name, figure in entry.figures.items()}
        row["sources"] = " ".join(
            f"{name}={figure.source}" for name, figure in entry.figures.items() if figure.source != entry.records[0]
        )
        row["ranges"] = " ".join(
            f"{name}={_short(figure.least)}..{_short(figure.most)}"
            for name, figure in entry.figures.items()
            if figure.most > 1.02 * figure.least
        )
        row["vitamin_d_form"] = _form(entry)
        row |= {name: entry.choice[name] for name in ("k1_in", "k2_class", "oxalate", "phytate")}
        row["portions"] = " ".join(f"{word}={_short(entry.portions[word])}" for word in UNITS if word in entry.portions)
        rows.append(row)
    return _csv([*names, "vitamin_d_form", "k1_in", "k2_class", "oxalate", "phytate", "portions"], rows)


def _order(entry: Entry) -> tuple[str, str]:
    return entry.choice["group"], entry.choice["name"].casefold()


def _slug(name: str) -> str:
    plain = name.casefold().translate(str.maketrans("éèêáàâóôöúüíîçñ'", "eeeaaaooouuiicn-"))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


PLANTS = (
    "leafy vegetable",
    "vegetable",
    "seaweed",
    "fruit",
    "juice",
    "legume",
    "nut and seed",
    "grain",
    "spice",
    "drink",
)


def _form(entry: Entry) -> str:
    """Which vitamin D a food holds; one that is said to hold none but has a figure holds either, or D3 with milk."""
    form, figure = entry.choice["vitamin_d"], entry.figures.get("vitamin_d_ug")
    if form == "none" and figure and figure.value > 0:
        return "either" if entry.choice["group"] in PLANTS else "D3"
    return form


def _fill(entries: Sequence[Entry]) -> str:
    """What stands in for a missing figure: by hand where a source tells, else the spread within the group."""
    rows = read(HAND / "fill.csv")
    by_hand = {(row["group"], row["nutrient"]) for row in rows}
    for group in sorted({entry.choice["group"] for entry in entries}):
        members = [entry for entry in entries if entry.choice["group"] == group]
        for name in FILLED:
            values = sorted(entry.figures[name].value for entry in members if name in entry.figures)
            if len(values) >= FEWEST and (group, name) not in by_hand:
                low, middle, high = (_short(_quantile(values, share)) for share in (0.1, 0.5, 0.9))
                rows.append(
                    {"group": group, "nutrient": name, "low": low, "middle": middle, "high": high, "source": "group"}
                    | {"note": f"{len(values)} foods"}
                )
    return _csv(["group", "nutrient", "low", "middle", "high", "source", "note"], rows)


def _spread(entries: Iterable[Entry], records: Mapping[str, Row]) -> str:
    """By which factor two tables differ for the same food in the median, equal figures left out as copies.

    Fat, of which only one table was at hand, takes the factor of protein.
    """
    rows = []
    kept = list(entries)
    for name in COMPARED:
        ratios = [ratio for entry in kept for ratio in _ratios(entry, COLUMNS[name], records)]
        factor = math.exp(statistics.median(ratios))
        rows.append({"nutrient": name, "factor": f"{factor:.3f}", "pairs": str(len(ratios))})
        if name == "protein_g":
            rows.append({"nutrient": "fat_g", "factor": f"{factor:.3f}", "pairs": "0"})
    return _csv(["nutrient", "factor", "pairs"], rows)


def _ratios(entry: Entry, column: str, records: Mapping[str, Row]) -> list[float]:
    certain = [r for r in entry.records if column not in records[r]["below_detection"].split(";")]
    values = [float(records[record][column]) for record in certain if records[record][column] not in ("", "0")]
    return [abs(math.log(other / values[0])) for other in values[1:] if abs(other / values[0] - 1) > 1e-3]


def _usual(rows: Iterable[Row]) -> str:
    """Median and 10 to 90 % of what people eat: energy by sex, all else per 1000 kcal."""
    people = [row for row in rows if float(row["Energy_kcal"] or 0) >= ENERGY_AT_LEAST]
    made = []
    for sex in ("female", "male"):
        energies = sorted(float(row["Energy_kcal"]) for row in people if row["Gender"].lower() == sex)
        made.append(_usual_row("energy", sex, "kcal", energies))
    for name, (column, unit) in NHANES.items():
        if name != "energy":
            per_energy = [float(row[column]) / float(row["Energy_kcal"]) * 1000 for row in people if row[column]]
            made.append(_usual_row(name, "both", f"{unit}/1000 kcal", sorted(per_energy)))
    made += read(HAND / "usual.csv")
    return _csv(["nutrient", "sex", "unit", "low", "middle", "high", "source", "note"], made)


def _usual_row(name: str, sex: str, unit: str, values: Sequence[float]) -> Row:
    low, middle, high = (_short(_quantile(values, share)) for share in (0.1, 0.5, 0.9))
    note = f"{len(values)} people"
    return {"nutrient": name, "sex": sex, "unit": unit, "low": low, "middle": middle, "high": high, "note": note} | {
        "source": "nhanes"
    }


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _csv(names: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the files, or with --check say which differ from those in the repository."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=Path, default=TABLES)
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args(arguments)
    made = build(chosen.tables)
    differing = [name for name, text in made.items() if not _same(DATA / name, text)]
    for name in differing if not chosen.check else []:
        (DATA / name).write_text(made[name], encoding="utf-8")
    sys.stdout.write("".join(f"{'differs' if chosen.check else 'written'}: {name}\n" for name in differing))
    return int(chosen.check and bool(differing))


def _same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    raise SystemExit(main())

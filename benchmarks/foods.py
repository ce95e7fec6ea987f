"""How long it takes to import a large food table and to find a food in it. Seconds, and memory of the import.

    python benchmarks/foods.py [--foods 400000] [--keep FOLDER] [--save]

The table is made up in the form of the branded foods of FoodData Central: names of two to six words of a vocabulary
that is used as unevenly as words of real names are, twelve figures a food, half of them of nutrients Osteon uses.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import history

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
TARGET_SEARCH, TARGET_IMPORT = 0.3, 300.0
QUERIES = ("aged gouda", "goda chese", "milk", "organic chocolate milk", "brocolli", "cheddar chees slices", "zzz")
FIGURES = ("1008", "1003", "1004", "1005", "2000", "1079", "1087", "1089", "1092", "1093", "1110", "1253")
SYLLABLES = [
    start + vowel for start in ("b", "cr", "d", "f", "gr", "k", "l", "m", "n", "p", "s", "t") for vowel in "aeio"
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--foods", type=int, default=400_000)
    parser.add_argument("--keep", type=Path, help="folder for the made-up file and the database; used again")
    parser.add_argument("--save", action="store_true", help="append the figures to history.csv")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        rows = measured(folder, options.foods)
    if options.save:
        history.append("foods", rows)


def measured(folder: Path, count: int) -> list[dict[str, object]]:
    source = folder / f"branded_{count}.zip"
    if not source.exists():
        make(source, count)
    os.environ["OSTEON_DATA"] = str(folder / "data")
    rows: list[dict[str, object]] = []
    if not (folder / "data").exists():
        before = processor_seconds()
        seconds, megabytes = imported(source)
        told(
            *("import", seconds, TARGET_IMPORT),
            f"{count:,} foods; {processor_seconds() - before:.0f} s of processor, {megabytes:.0f} MB of memory",
        )
        rows.append(
            {"task": "import foods", "people": count, "milliseconds_per_person": f"{1e3 * seconds / count:.4g}"}
        )
    for query in QUERIES:
        seconds = found(query)
        told(f"search {query!r}", seconds, TARGET_SEARCH)
        rows.append({"task": f"search {query}", "people": 1, "milliseconds_per_person": f"{1e3 * seconds:.4g}"})
    seconds, processor = command()
    told("the whole command", seconds, TARGET_SEARCH, f"with the start of Python; {processor:.3f} s of processor")
    return [*rows, {"task": "foods search", "people": 1, "milliseconds_per_person": f"{1e3 * seconds:.4g}"}]


def told(what: str, seconds: float, target: float, more: str = "") -> None:
    verdict = "met" if seconds <= target else "MISSED"
    print(f"{what:34s} {seconds:8.3f} s   target {target:g} s   {verdict}   {more}", flush=True)


def make(path: Path, count: int) -> None:
    draw = random.Random(1)
    words, weights = vocabulary(draw)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in (
            ("food.csv", foods(count, words, weights)),
            ("branded_food.csv", branded(count)),
            ("food_nutrient.csv", figures(count, draw)),
        ):
            with archive.open(name, "w", force_zip64=True) as file:
                for row in rows:
                    file.write(row.encode())


def vocabulary(draw: random.Random) -> tuple[list[str], list[float]]:
    """Forty thousand words, those of the core table first, the n-th used as often as 1/n."""
    from osteon.intake.food_names import names_of

    known = sorted({word for compared, _ in names_of() for word in compared})
    draw.shuffle(known)
    made = {"".join(draw.choices(SYLLABLES, k=draw.randint(2, 5))) for _ in range(60_000)} - set(known)
    words = [*known, *sorted(made)[:40_000]]
    return words, [1.0 / (place + 20) for place in range(len(words))]


def foods(count: int, words: list[str], weights: list[float]) -> Iterator[str]:
    draw = random.Random(2)
    summed = list(accumulate(weights))
    yield '"fdc_id","data_type","description","food_category_id","publication_date"\n'
    for number in range(count):
        name = " ".join(draw.choices(words, cum_weights=summed, k=draw.randint(2, 6))).upper()
        yield f'"{number + 1}","branded_food","{name}","","2021-10-28"\n'


def branded(count: int) -> Iterator[str]:
    draw = random.Random(3)
    brands = ["".join(draw.choices(SYLLABLES, k=3)).upper() for _ in range(5000)]
    yield '"fdc_id","brand_owner","brand_name","gtin_upc","serving_size","serving_size_unit","branded_food_category"\n'
    for number in range(count):
        yield f'"{number + 1}","","{draw.choice(brands)}","{10_000_000 + number}","30","g","Made up"\n'


def figures(count: int, draw: random.Random) -> Iterator[str]:
    yield '"id","fdc_id","nutrient_id","amount","data_points","derivation_id","min","max"\n'
    for number in range(count):
        for key in FIGURES:
            yield f'"1","{number + 1}","{key}","{draw.randint(0, 90)}","","70","",""\n'


def imported(source: Path) -> tuple[float, float]:
    """Seconds and megabytes of an import in a process of its own."""
    script = (
        f"from osteon.intake.food_import import import_foods; import_foods({str(source)!r})\n"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    begin = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    return time.perf_counter() - begin, int(done.stdout) / 1024


def found(query: str) -> float:
    """Median seconds of a search after one that does not count."""
    from osteon.intake import find_foods

    times = []
    for _ in range(6):
        begin = time.perf_counter()
        find_foods(query, 10)
        times.append(time.perf_counter() - begin)
    return statistics.median(times[1:])


def processor_seconds() -> float:
    """What all processes that were started so far have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def command() -> tuple[float, float]:
    """Median seconds of the whole command, and the least seconds of processor it took."""
    program = [sys.executable, "-c", "from osteon.cli import main; main()", "foods", "search", "aged", "gouda"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    times, processor = [], []
    for _ in range(6):
        begin, before = time.perf_counter(), processor_seconds()
        subprocess.run(program, env=environment, capture_output=True, check=True)
        times.append(time.perf_counter() - begin)
        processor.append(processor_seconds() - before)
    return statistics.median(times[1:]), min(processor)


if __name__ == "__main__":
    main()

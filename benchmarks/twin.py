"""How long a twin takes, and whether it is calibrated on synthetic people whose truth is known.

    python benchmarks/twin.py [--repeats 5] [--save]      seconds to a fit, stage by stage, beside the target
    python benchmarks/twin.py --coverage 200              also how often 90 % intervals hold the truth, by outcome
    python benchmarks/twin.py --public FOLDER             also public tables of people: labs that were not shown

Synthetic people are drawn from the prior of the examples; their labs are simulated with the errors of the assays, the
twin is fitted to them, and its intervals are held against what is true of them.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path

import history
import numpy as np

from osteon.person import Person
from osteon.simulate import own_kernel
from osteon.twin import explain, fit, next_test
from osteon.twin.fitting import bench_of
from osteon.twin.held_out import asked, scatter_of_scans
from osteon.twin.synthetic import Known, rank_chance, trials

ROOT = Path(__file__).parents[1]
EXAMPLES = (
    "labs/menopause_measured.toml",
    "older_man_kidney.toml",
    "menopause_no_pills.toml",
    "vegan_little_sun.toml",
    "young_man_winter.toml",
)
OUTCOMES = (
    "25ohd_serum",
    "pth_intact",
    "calcium_serum",
    "phosphate_serum",
    "egfr",
    "ctx",
    "p1np",
    "osteocalcin_total",
    "ucoc_fraction",
    "dp_ucmgp",
    "bmd_lumbar_spine",
    "bmd_total_hip",
    "bmd_femoral_neck",
    "pwv_carotid_femoral",
    "cac_score",
)
TARGET = 3.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--coverage", type=int, default=0, help="how many synthetic people to fit")
    parser.add_argument("--public", type=Path, help="folder with the NHANES and girls' tables")
    parser.add_argument("--save", action="store_true", help="append the times to history.csv")
    options = parser.parse_args()
    rows = [timed(name, options.repeats) for name in EXAMPLES[:3]]
    if options.save:
        history.append("twin", rows)
    if options.coverage:
        covered(options.coverage)
    if options.public:
        public(options.public)


def timed(name: str, repeats: int) -> dict[str, object]:
    """Median seconds to read a person, fit them and follow prior and posterior for ten years; kernel cached."""
    own_kernel()
    path, walls, works = ROOT / "examples" / name, [], []
    for turn in range(repeats + 1):
        begin, work = time.perf_counter(), time.process_time()
        twin = fit(Person.from_toml(path))
        twin.outcomes(10.0)
        if turn:
            walls.append(time.perf_counter() - begin)
            works.append(time.process_time() - work)
    wall, work = statistics.median(walls), statistics.median(works)
    verdict = "met" if wall <= TARGET else "MISSED"
    told = f"{len(twin.results):2d} labs {wall:6.2f} s ({work:.2f} s of processor)"
    print(f"fit {name:32s} {told}  target {TARGET} s {verdict}")
    for label, act in (
        ("next test", lambda: next_test(twin, "bmd_lumbar_spine")),
        ("explain", lambda: explain(twin.person, "bmd_lumbar_spine", twin=twin)),
    ):
        begin = time.perf_counter()
        act()
        print(f"    {label:10s} {time.perf_counter() - begin:6.2f} s")
    return {"task": f"fit {Path(name).stem}", "people": 1, "milliseconds_per_person": f"{1e3 * wall:.4g}"}


def covered(count: int) -> None:
    """Coverage of 90 % intervals and evenness of ranks over synthetic people, by outcome."""
    benches = [bench_of(Person.from_toml(ROOT / "examples" / name), own_kernel(), "2026.1")[0] for name in EXAMPLES]
    found: dict[tuple[str, str], list[Known]] = defaultdict(list)
    everything: list[Known] = []
    for done, person in enumerate(trials(benches, OUTCOMES, count), 1):
        everything += person
        for known in person:
            found[known.outcome, known.when].append(known)
        print(f"\r{done} of {count} twins", end="", file=sys.stderr, flush=True)
    print(f"\n{count} twins; chance of ranks as uneven, if twins were right, in the last column but one")
    print("| outcome | when | in the 90 % interval | ranks | narrower than the prior |")
    print("| --- | --- | --- | --- | --- |")
    for (outcome, when), rows in found.items():
        share = np.mean([row.inside for row in rows])
        narrower = 1 - np.median([row.fitted.width / max(row.prior.width, 1e-12) for row in rows])
        chance = rank_chance([row.rank for row in rows])
        print(f"| {outcome} | {when} | {100 * share:.1f} % | {chance:.3f} | {100 * narrower:.0f} % |")
    print(f"| all | | {100 * np.mean([row.inside for row in everything]):.1f} % | | |")


def public(folder: Path, adults: int = 100) -> None:
    """How often labs that twins were not shown lie in their 90 % intervals, and how repeated scans scatter."""
    rows: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for when, found in asked(folder / "nhanes_2017_2020_serum_ca_p_alb_creat.csv.gz", adults):
        rows[found.lab, when].append(found.inside)
    for (lab, when), inside in rows.items():
        print(f"{lab}, {when}: {100 * np.mean(inside):.0f} of 100 adults inside")
    scatter = scatter_of_scans(folder / "calcium_trial_girls_bmd.csv")
    print(f"scatter of a girl's scans around her growth: {100 * scatter:.2f} %")


if __name__ == "__main__":
    main()

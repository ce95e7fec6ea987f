"""Small trials that the tests of trials share."""

from __future__ import annotations

import hashlib
from pathlib import Path

TWO_ARMS = """
[trial]
id = "small"
latitude = 52.1
start_month = 2
[people]
n = 60
age = { mean = 62, sd = 5, min = 50, max = 75 }
female = 0.6
"25ohd_serum" = { mean = 50, sd = 18, unit = "nmol/L" }
calcium_intake = { mean = 850, sd = 250, unit = "mg/d" }
[design]
visits = ["3 months", "6 months"]
adherence_sd = 0.1
stop_per_year = 0.2
leave_per_year = 0.2
missed_visits = 0.1
[[arm]]
name = "placebo"
[[arm]]
name = "D3"
adherence = 0.9
dose = [{ nutrient = "vitamin D3", amount = "2000 IU" }]
[[eligible]]
what = "25ohd_serum"
max = 90
unit = "nmol/L"
[[endpoint]]
outcome = "25ohd_serum"
measure = "change"
arm = "D3"
versus = "placebo"
day = 182.625
[[endpoint]]
outcome = "pth_intact"
measure = "percent_change"
arm = "D3"
versus = "placebo"
day = 182.625
"""


def files_of(folder: Path) -> dict[str, str]:
    """Every file of a run with the digest of its content, but the lock."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }

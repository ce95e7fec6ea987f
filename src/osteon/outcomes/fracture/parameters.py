"""The figures of the fracture model as records, and draws of them that carry what is not known.

Each record (`data/fracture_parameters.csv`) has a value as printed, `know` (how unsure: coefficient of variation of a
log-normal, or standard deviation where `spread` is normal), a kind, a source and what speaks against it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

import numpy as np

from osteon.errors import EvidenceError
from osteon.outcomes.interpolation import FloatArray
from osteon.outcomes.tables import Row, read_table

Number = float | FloatArray
TABLE = "fracture_parameters.csv"


@dataclass(frozen=True, slots=True)
class FractureParameters:
    """All parameters by name: ratios per unit said in the table, each a number or an array of draws."""

    hip_level: Number
    limb_level: Number
    vertebral_level: Number
    clinical_share: Number
    hip_gradient_scale: Number
    vertebral_gradient: Number
    spine_gradient: Number
    limb_gradient: Number
    prior_recent_other: Number
    prior_recent_hip: Number
    prior_older_other: Number
    prior_older_hip: Number
    parent_hip: Number
    parent_other: Number
    smoking_hip: Number
    smoking_vertebral: Number
    smoking_limb: Number
    alcohol_per_14g: Number
    glucocorticoid_low_hip: Number
    glucocorticoid_middle_hip: Number
    glucocorticoid_high_hip: Number
    glucocorticoid_low_vertebral: Number
    glucocorticoid_middle_vertebral: Number
    glucocorticoid_high_vertebral: Number
    glucocorticoid_low_limb: Number
    glucocorticoid_middle_limb: Number
    glucocorticoid_high_limb: Number
    falls_hip_female: Number
    falls_hip_male: Number
    falls_other: Number
    rheumatoid_hip_female: Number
    rheumatoid_hip_male: Number
    rheumatoid_other: Number
    bmi_hip: Number
    bmi_other_above_25: Number
    turnover_vertebral: Number
    turnover_hip: Number
    turnover_limb: Number
    gain_vertebral: Number
    gain_hip: Number
    gain_limb: Number
    inflammation_marker: Number
    country_doubt: Number

    @classmethod
    def typical(cls) -> FractureParameters:
        """Every parameter at its tabulated value.

        >>> FractureParameters.typical().parent_hip
        1.4
        """
        return cls(**{name: float(row["value"]) for name, row in records().items()})

    @classmethod
    def draws(cls, count: int, seed: int = 0) -> FractureParameters:
        """`count` joint draws of what is not known; arrays of shape (count, 1, 1) lie before people and times.

        The same count and seed give the same draws, so two plans compared share their doubt.

        >>> FractureParameters.draws(200).parent_hip.shape
        (200, 1, 1)
        """
        random = np.random.default_rng(seed)
        shape = (count, 1, 1)
        return cls(**{name: _draw(row, random.standard_normal(shape)) for name, row in records().items()})


def _draw(row: Row, normal: FloatArray) -> FloatArray:
    value, know = float(row["value"]), float(row["know"])
    if row["spread"] == "normal":
        return value + know * normal
    drawn: FloatArray = value * np.exp(np.sqrt(np.log1p(know**2)) * normal)
    return drawn


@cache
def records() -> dict[str, Row]:
    """The parameter records by name, with value, unit, know, vary, spread, kind, source, at and note.

    >>> records()["smoking_hip"]["source"]
    'kanis2005_smoking'
    """
    rows = {row["name"]: row for row in read_table(TABLE)}
    declared = {field.name for field in fields(FractureParameters)}
    if rows.keys() != declared:
        raise EvidenceError(f"{TABLE} and FractureParameters differ in {sorted(rows.keys() ^ declared)}")
    return rows

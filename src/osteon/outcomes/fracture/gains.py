"""What a treatment has done to bone, as fracture risk reads it: against the same person untreated.

Within a person the areal image understates what treatment does: the strength of vertebrae rises two to three times as
much as their areal density (finite-element studies of teriparatide and denosumab), that of the hip about twice. So a
share of density that a treatment adds counts for more than the same difference between two people. What age takes away
from everybody is no loss by treatment: the baseline of risk by age and density holds it already.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from osteon.outcomes import reference
from osteon.outcomes.interpolation import FloatArray


def against_usual(site: str, bmd: ArrayLike, sex: ArrayLike, age: ArrayLike) -> FloatArray:
    """Density along a course (people x times, the first time untreated) over what it would usually be by then.

    Usual is to lose the share that the mean of one's sex loses with age. Between two arms of a trial this cancels.

    >>> against_usual("femoral_neck", [[0.692, 0.63], [0.692, 0.693]], "female", [[65.0, 75.0]]).round(2).tolist()
    [[1.0, 1.0], [1.0, 1.1]]
    """
    here, usual = np.asarray(bmd, dtype=np.float64), reference.mean_bmd(site, sex, age)
    ratio: FloatArray = here * (usual[..., :1] / (here[..., :1] * usual))
    return ratio


def treatment(neck: ArrayLike, spine: ArrayLike, resorption: ArrayLike) -> dict[str, FloatArray]:
    """The risk factors of a treatment from femoral neck, lumbar spine and resorption over those untreated (ratios).

    Bone lost for a treatment, or regained and lost again, counts as bone gained does. That resorption rises does not
    count: turnover's own effect was measured where it fell.

    >>> {name: round(float(value), 2) for name, value in treatment(1.03, 1.06, 0.4).items()}
    {'resorption_removed': 0.6, 'hip_gained': 0.03, 'spine_gained': 0.06}
    """
    return {
        "resorption_removed": np.clip(1.0 - np.asarray(resorption, dtype=np.float64), 0.0, 1.0),
        "hip_gained": np.asarray(neck, dtype=np.float64) - 1.0,
        "spine_gained": np.asarray(spine, dtype=np.float64) - 1.0,
    }

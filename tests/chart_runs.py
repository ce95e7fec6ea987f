"""Made-up runs for the tests of charts and files: quick, without the model, with every outcome of a simulation."""

from types import MappingProxyType

import numpy as np

from osteon.person import Person
from osteon.readouts import readouts
from osteon.simulate import Trajectory, time_grid

LEVELS = {
    "25ohd_serum": 60.0,
    "pth_intact": 50.0,
    "bmd_lumbar_spine": 0.95,
    "bmd_femoral_neck": 0.72,
    "bmd_total_hip": 0.85,
    "ctx": 0.3,
    "calcium_eaten": 900.0,
    "calcium_absorbed": 250.0,
    "calcium_stool": 760.0,
    "calcium_secreted": 110.0,
    "calcium_urine_mg": 110.0,
    "calcium_sweat": 35.0,
    "bone_uptake": 350.0,
    "bone_release": 355.0,
    "pwv_carotid_femoral": 8.5,
    "cac_chance": 40.0,
}


def made_up(
    years: float = 10.0, draws: int = 24, seed: int = 1, shift: float = 1.0, spread: float = 0.15, **tables: object
) -> Trajectory:
    """A run with seasons and a slow drift around usual levels; `tables` are those of a person file."""
    random = np.random.default_rng(seed)
    days = time_grid(years)
    seasons = 1 + 0.2 * np.sin(2 * np.pi * days / 365.25) - 0.005 * days / 365.25
    outcomes = {
        word: LEVELS.get(word, 20.0) * shift * random.lognormal(0.0, spread, (draws, 1)) * np.maximum(seasons, 0.05)
        for word in readouts()
    }
    body = {"age": 57, "sex": "female", "latitude": 52.1, **tables.pop("person", {})}  # type: ignore[dict-item]
    person = Person.from_dict({"person": body, **tables})
    params = random.normal(size=(draws, 3))
    return Trajectory(person, "made-up", days, MappingProxyType(outcomes), MappingProxyType({}), params, float(draws))

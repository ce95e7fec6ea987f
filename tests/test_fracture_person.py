"""Fractures of one person under what they take: against the same person who goes on as now."""

from collections.abc import Iterator
from types import MappingProxyType

import numpy as np
import pytest
from tests.web_support import Client, client, example

from osteon.outcomes.fracture import FractureParameters, RiskFactors, fracture_risk
from osteon.person import Person
from osteon.report.summary import FRACTURE_DRAWS, PEOPLE, Treated, fractures_within
from osteon.simulate import YEAR, Trajectory
from osteon.web.schemas.compare import Comparison
from osteon.web.schemas.live import Live

NECK = "bmd_femoral_neck"
YEARS = np.arange(0.0, 10.01, 0.5)


@pytest.fixture(scope="module")
def web() -> Iterator[Client]:
    with client() as found:
        yield found


def a_course(draws: int = 9) -> Trajectory:
    """A woman of 65 who loses 1 % of the neck a year, the draws within 5 % of each other."""
    me = Person.from_dict(
        {"person": {"age": 65, "sex": "female", "latitude": 52.1, "height": "164 cm", "mass": "67 kg"}}
    )
    neck = 0.65 * (1 + np.linspace(-0.025, 0.025, draws)[:, None] * (draws > 1)) * (1 - 0.01 * YEARS)
    empty: MappingProxyType[str, np.ndarray] = MappingProxyType({})
    return Trajectory(me, "2026.1", YEARS * YEAR, MappingProxyType({NECK: neck}), empty, np.empty((0, 0)), 0.0)


def same(factor: float) -> Treated:
    ratio = np.full((9, len(YEARS)), factor)
    return Treated(ratio, ratio, ratio**0)


def test_one_course_is_one_life_along_its_times() -> None:
    """Densities of the times of one life are not people of one density each."""
    run = a_course(draws=1)
    bmi = RiskFactors(bmi=run.person.body_mass_index)
    doubt = FractureParameters.draws(FRACTURE_DRAWS, seed=1)
    alone = PEOPLE * fracture_risk(YEARS, 65.0, "female", run.outcomes[NECK], bmi, parameters=doubt).within(10, "hip")
    found = fractures_within(run, [10.0])[0]["hip"]
    told = [found[word] for word in ("low", "median", "high")]
    assert told == pytest.approx(np.percentile(alone.ravel(), [5, 50, 95]), rel=0.03)


def test_what_changes_nothing_counts_nothing_and_a_gain_counts_beyond_density() -> None:
    run = a_course()
    plain, still, gained, lost = (
        fractures_within(run, [10.0], treated)[0] for treated in (None, same(1.0), same(1.03), same(0.97))
    )
    assert still == plain
    for outcome in ("hip", "vertebral", "major"):
        assert gained[outcome]["median"] < plain[outcome]["median"] < lost[outcome]["median"]


def test_the_app_counts_what_calcium_adds_and_nothing_where_nothing_changes(web: Client) -> None:
    def asked(sliders: dict[str, float]) -> Live:
        return Live.model_validate(
            web.post("/api/live", {"person": example("menopause_no_pills"), "sliders": sliders}).json()
        )

    now, again, calcium = asked({}), asked({"calcium_mg": 0, "d3_iu": 0}), asked({"calcium_mg": 1000, "d3_iu": 800})
    for plain, still, helped in zip(now.fractures, again.fractures, calcium.fractures, strict=True):
        assert still.hip.middle == pytest.approx(plain.hip.middle, rel=1e-3)
        assert helped.hip.middle < 0.95 * plain.hip.middle


def test_the_regimen_of_now_is_the_person_of_the_live_view(web: Client) -> None:
    person = example("menopause_no_pills")
    compared = Comparison.model_validate(web.post("/api/compare", {"person": person, "years": 10}).json())
    now = next(each.fractures for each in compared.regimens if each.id == "now")
    live = Live.model_validate(web.post("/api/live", {"person": person}).json())
    assert now is not None
    assert now.hip.middle == pytest.approx(live.fractures[0].hip.middle, rel=0.02)

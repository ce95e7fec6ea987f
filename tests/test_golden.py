"""The published edition against trajectories of an independent implementation of the same equations."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.golden_support import (
    EDITION,
    FOLDER,
    WHOLE,
    Scenario,
    differences,
    integrate,
    integrate_people,
    read_table,
    scenarios,
)
from tests.scipy_oracle import Oracle

from osteon.body.editions import edition

SCENARIOS = scenarios()
POPULATION_TOLERANCE = 1e-4


def _too_far(scenario: Scenario, folder: Path) -> dict[str, float]:
    golden = read_table(folder / f"{scenario.name}.csv")
    found = integrate(EDITION, scenario.events, golden["time"], scenario.params)
    off = differences(found, golden)
    return {name: size for name, size in off.items() if not size <= scenario.tolerance}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_trajectory_is_that_of_the_peer(scenario: Scenario) -> None:
    assert _too_far(scenario, FOLDER) == {}


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_whole_trajectory_is_that_of_the_peer(scenario: Scenario) -> None:
    if not (WHOLE / f"{scenario.name}.csv").exists():
        pytest.skip("the whole golden files are not kept in the repository")
    assert _too_far(scenario, WHOLE) == {}


def _population(folder: Path) -> dict[str, float]:
    people, golden = read_table(folder / "population1000.csv"), read_table(folder / "population1000_3y_none.csv")
    np.testing.assert_array_equal(people.pop("ID"), golden["ID"])
    rows = [dict(zip(people, row, strict=True)) for row in zip(*people.values(), strict=True)]
    found = integrate_people(EDITION, (), np.unique(golden["time"]), rows)
    off = differences({name: column[:, 0] for name, column in found.items()}, golden)
    return {name: size for name, size in off.items() if not size <= POPULATION_TOLERANCE}


def test_sampled_people_end_where_the_peers_do() -> None:
    assert _population(FOLDER) == {}


@pytest.mark.slow
def test_the_whole_population_ends_where_the_peers_does() -> None:
    if not (WHOLE / "population1000.csv").exists():
        pytest.skip("the whole population is not kept in the repository")
    assert _population(WHOLE) == {}


@pytest.mark.parametrize("name", ["teri_20ug_readme", "denos_60mg_readme", "menopause_30y", "hypopara_kout_x2"])
def test_an_external_solver_gives_the_same(name: str) -> None:
    scenario = next(scenario for scenario in SCENARIOS if scenario.name == name)
    model = edition(EDITION).model()
    pools = {entry.symbol: entry.name for entry in model.pools}
    params = {entry.symbol: entry.name for entry in model.params}
    golden = read_table(FOLDER / f"{name}.csv")
    states = Oracle(model).run(
        golden["time"] / 24,
        params={params[symbol]: number for symbol, number in scenario.params.items()},
        doses=[(event.hour / 24, pools[event.compartment], event.amount) for event in scenario.events],
    )
    found = dict(zip(pools, states.T, strict=True))
    assert max(differences(found, golden, list(pools)).values()) <= scenario.tolerance

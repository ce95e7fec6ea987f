"""Fitting one person's model to their labs: a library of draws reweighted at once, then refined around the labs.

The library says how far reweighting alone would carry. A normal approximation (exact prior, slopes by differences in
one batch) proposes draws near the labs, importance weights correct them, and an ensemble of walkers refines them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from osteon.body.editions import OWN
from osteon.engine.solver import Kernel
from osteon.errors import InputError, SolveError
from osteon.lab_results import Result, results_of
from osteon.person import Person
from osteon.posterior import posterior_of
from osteon.simulate import YEAR, own_kernel
from osteon.twin.bench import Bench, run_in_of
from osteon.twin.checks import chance_of_misfit, checks_of
from osteon.twin.ensemble import Walk, walk
from osteon.twin.importance import Weights, pick, weigh
from osteon.twin.laplace import Normal, approximate
from osteon.twin.records import Quality, Twin
from osteon.twin.space import Space

FloatArray = NDArray[np.float64]

DRAWS = 256
LIBRARY = 1024
PROPOSALS = 2
"""Draws near the labs for each of the library."""
SWEEPS = 12
MORE_SWEEPS = 32
"""Sweeps where the proposals' weights cannot be relied on."""
FEWEST, MOST = 16, 4096
SETTLED = 4.0
"""Moves a walker after which the ensemble can be relied on though the weights it began with cannot."""
UNRELIABLE = "the fit was hard to find (tail of weights {:.2f}, {:.1f} moves a walker): read the intervals as rough"
NO_LABS = "no labs that the model can be compared with: prior and posterior are the same"
TOO_OLD = "{} of {}: left out, it is older than the run-in can reach"
STARTS = "no start_date: day 0 is taken as 1 January after the newest lab, so that labs keep their season"


def fit(
    person: Person,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    name: str = OWN,
    threads: int = 2,
    library: int = LIBRARY,
    sweeps: int = SWEEPS,
) -> Twin:
    """One person's model, given their dated labs; the same person and seed give the same twin.

    Args:
        person: with labs; without any, posterior and prior are the same draws.
        draws: how many draws of what is not known to keep.
        seed: of all random numbers.
        name: edition of the model.
        threads: processors to use; numbers do not depend on it.
        library: how many prior draws are simulated first.
        sweeps: how often each walker of the ensemble moves; 0 leaves it at weighted draws.

    Raises:
        InputError: numbers of draws that cannot be used.
        SolveError: the labs are so far out that no draw near them got through.

    >>> body = {"age": 57, "sex": "female", "latitude": 52.1, "start_date": "2026-01-01"}
    >>> labs = {"25(OH)D": {"value": "80 nmol/L", "date": "2025-12-20"}}
    >>> twin = fit(Person.from_dict({"person": body, "labs": labs}), draws=32, library=64, sweeps=2)
    >>> twin.outcomes(1)["25ohd_serum"]["now"][1].middle > 65
    True
    """
    problems = [
        f"{what} {count} is outside {FEWEST} to {MOST}"
        for what, count in (("draws", draws), ("library", library))
        if not FEWEST <= count <= MOST
    ]
    if problems or sweeps < 0:
        raise InputError([*problems, *([f"sweeps {sweeps} is below 0"] if sweeps < 0 else [])], "fit")
    bench, notes = bench_of(person, own_kernel(name), name, threads)
    twin = fit_bench(bench, draws=draws, seed=seed, name=name, library=library, sweeps=sweeps)
    return replace(twin, notes=(*notes, *twin.notes))


def fit_bench(
    bench: Bench, *, draws: int = DRAWS, seed: int = 1, name: str = OWN, library: int = LIBRARY, sweeps: int = SWEEPS
) -> Twin:
    """The twin of a person whose results stand on the bench already."""
    prior = bench.space.draw(draws, seed)
    if not bench.results:
        nothing = Quality(draws, float(draws), np.nan, float(draws), np.nan, 0.0, 1.0)
        return Twin(bench.person, name, seed, bench, prior, prior, (), nothing, (NO_LABS,))
    stored = weigh(bench.likelihood(bench.predicted(bench.space.draw(library, seed))))
    normal = approximate(bench)
    weighted, moved = _refined(bench, normal, draws, PROPOSALS * library, sweeps, seed)
    chance = chance_of_misfit(normal.misfit, int(bench.counted.sum()))
    quality = Quality(draws, stored.effective, stored.shape, weighted.effective, weighted.shape, moved.moves, chance)
    rough = not weighted.usable and moved.moves < SETTLED
    notes = [UNRELIABLE.format(weighted.shape, moved.moves)] if rough else []
    checks = checks_of(bench, normal, prior, moved.scores)
    return Twin(bench.person, name, seed, bench, moved.scores, prior, checks, quality, tuple(notes))


def bench_of(person: Person, kernel: Kernel, name: str, threads: int = 2) -> tuple[Bench, tuple[str, ...]]:
    """The bench of a person with the labs that can be used, and in words what was left out."""
    results, notes = results_of(person)
    run_in = run_in_of(person, results)
    kept = tuple(result for result in results if result.day >= YEAR - run_in)
    notes += tuple(TOO_OLD.format(result.label, result.date) for result in results if result not in kept)
    if results and person.start_date is None:
        notes = (*notes, STARTS)
    space = Space(kernel.model, posterior_of(name), _groups(kept))
    return Bench(kernel, person, kept, space, run_in, threads), notes


def _groups(results: tuple[Result, ...]) -> tuple[str, ...]:
    return tuple(sorted({result.group for result in results}))


def _refined(bench: Bench, normal: Normal, draws: int, count: int, sweeps: int, seed: int) -> tuple[Weights, Walk]:
    """Draws near the labs: proposed, weighted, and walked on; longer where the weights cannot be relied on."""
    wider = normal.widened()
    noise = np.random.Generator(np.random.Philox(key=[seed, 13])).standard_normal((count, len(bench.results)))
    proposed = wider.draw(bench.space.draw(count, seed + 1), noise)
    likelihoods = bench.likelihood(bench.predicted(proposed))
    if not np.isfinite(likelihoods).any():
        raise SolveError("no draw near the labs could be simulated", time=0.0, pool="", state={})
    weighted = weigh(likelihoods + wider.prior_over_this(proposed))
    chosen = pick(weighted.values, draws)
    taken = sweeps if weighted.usable or not sweeps else max(sweeps, MORE_SWEEPS)

    def likelihood(scores: FloatArray) -> FloatArray:
        return bench.likelihood(bench.predicted(scores))

    return weighted, walk(proposed[chosen], likelihoods[chosen], wider, likelihood, taken, seed)

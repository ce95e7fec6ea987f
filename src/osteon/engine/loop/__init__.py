"""The integrator, written in the compiled subset of Python (`osteon.engine.native`); it also runs as plain Python."""

from __future__ import annotations

from osteon.engine.loop import crossing, happening, integrate, points, relax, rosenbrock, stepsize, writing

FUNCTIONS = (
    *rosenbrock.FUNCTIONS,
    *stepsize.FUNCTIONS,
    *happening.FUNCTIONS,
    *crossing.FUNCTIONS,
    *writing.FUNCTIONS,
    *integrate.FUNCTIONS,
    *points.FUNCTIONS,
    *relax.FUNCTIONS,
)
"""Everything that is compiled."""

"""Draws every describing column of some people at one try, before anybody is held against what a spec allows."""

from __future__ import annotations

from osteon.population.people_eaten import drawn_intakes
from osteon.population.people_habits import drawn_habits
from osteon.population.people_numbers import Columns, Draw, limited
from osteon.population.people_who import drawn_place, drawn_size, drawn_who
from osteon.population.spec import Spec


def drawn(spec: Spec, draw: Draw) -> Columns:
    """All describing columns, one number a person; the same numbers always give the same people.

    >>> import numpy as np
    >>> found = drawn(Spec(), Draw(1, 0, 4, 0, np.arange(4)))
    >>> bool((found["height"] > 100).all())
    True
    """
    who, scores = drawn_who(spec, draw), draw.scores()
    return {
        "age": who.age,
        "female": who.female.astype(float),
        "ethnicity": who.ethnicity.astype(float),
        **drawn_place(spec, draw, who),
        **drawn_size(spec, scores, who),
        "egfr": limited(spec.people.egfr, "egfr", scores["egfr"], who),
        **drawn_habits(spec, draw, who),
        **drawn_intakes(spec, draw, scores, who),
    }

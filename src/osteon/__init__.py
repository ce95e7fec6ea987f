"""Osteon: how vitamin D3, vitamin K2 and calcium work together in a body, over decades.

The public names. Each is imported when it is first used, so that `import osteon` is quick.

>>> from osteon import Person
>>> Person.from_dict({"person": {"age": 57, "sex": "female", "latitude": 52.1}}).sex
'female'
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osteon.body.editions import Edition, edition
    from osteon.engine.solver import Kernel, compile_model
    from osteon.errors import InputError, OsteonError, SolveError
    from osteon.evidence.trial import load_trial
    from osteon.evidence.trial_parts import Trial
    from osteon.intake.schedule import Dose, Schedule, schedule_of
    from osteon.intake.sun.session import sun_session
    from osteon.outcomes.fracture import RiskFactors, fracture_risk
    from osteon.outcomes.reference import t_score
    from osteon.outcomes.status import status
    from osteon.person import Person
    from osteon.places import find_place
    from osteon.simulate import Trajectory, simulate
    from osteon.twin import explain, fit

__version__ = "0.1.0"

_HOMES = {
    "Dose": "osteon.intake.schedule",
    "Edition": "osteon.body.editions",
    "InputError": "osteon.errors",
    "Kernel": "osteon.engine.solver",
    "OsteonError": "osteon.errors",
    "Person": "osteon.person",
    "RiskFactors": "osteon.outcomes.fracture",
    "Schedule": "osteon.intake.schedule",
    "SolveError": "osteon.errors",
    "Trajectory": "osteon.simulate",
    "Trial": "osteon.evidence.trial_parts",
    "compile_model": "osteon.engine.solver",
    "edition": "osteon.body.editions",
    "explain": "osteon.twin",
    "find_place": "osteon.places",
    "fit": "osteon.twin",
    "fracture_risk": "osteon.outcomes.fracture",
    "load_trial": "osteon.evidence.trial",
    "schedule_of": "osteon.intake.schedule",
    "simulate": "osteon.simulate",
    "status": "osteon.outcomes.status",
    "sun_session": "osteon.intake.sun.session",
    "t_score": "osteon.outcomes.reference",
}


class _Package(ModuleType):
    """The package, in which `simulate` stays the function when the module of that name is imported."""

    def __setattr__(self, name: str, value: object) -> None:
        if name in _HOMES and isinstance(value, ModuleType):
            return
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'osteon' has no attribute {name!r}", name=name, obj=sys.modules[__name__])
        found = getattr(importlib.import_module(_HOMES[name]), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


__all__ = [
    "Dose",
    "Edition",
    "InputError",
    "Kernel",
    "OsteonError",
    "Person",
    "RiskFactors",
    "Schedule",
    "SolveError",
    "Trajectory",
    "Trial",
    "__version__",
    "compile_model",
    "edition",
    "explain",
    "find_place",
    "fit",
    "fracture_risk",
    "load_trial",
    "schedule_of",
    "simulate",
    "status",
    "sun_session",
    "t_score",
]

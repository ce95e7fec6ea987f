"""What the app says of itself, and the example persons."""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Mapping

from fastapi import APIRouter, Request

from osteon.web.person_json import example_person, examples, read_person
from osteon.web.refusals import RefusedError
from osteon.web.schemas.common import Refusal
from osteon.web.schemas.meta import Meta, Ready, SliderSpec
from osteon.web.schemas.person import LoadedExample
from osteon.web.state import state_of

router = APIRouter(prefix="/api", tags=["meta"])
PARTS: Mapping[str, str] = {
    "plan": "osteon.plan.planning",
    "report_pdf": "osteon.report.pdf",
    "report_html": "osteon.report.page",
    "twin": "osteon.twin.fitting",
    "population": "osteon.population.people",
    "food_logs": "osteon.intake.logs",
    "lab_files": "osteon.person.labs_import",
    "labels": "osteon.person.labels",
}
SLIDERS = (
    SliderSpec(id="d3_iu", words="Vitamin D3 from supplements", unit="IU a day", low=0, high=5000, step=100),
    SliderSpec(id="mk7_ug", words="Vitamin K2 (MK-7) from supplements", unit="ug a day", low=0, high=360, step=5),
    SliderSpec(id="calcium_mg", words="Calcium from supplements", unit="mg a day", low=0, high=1500, step=50),
    SliderSpec(id="sun_minutes", words="Sun around noon", unit="minutes a day", low=0, high=120, step=5),
    SliderSpec(id="age", words="Age", unit="years", low=18, high=90, step=1),
)


@router.get("/meta")
async def meta(request: Request) -> Meta:
    """Version, intended use, examples, sliders and parts."""
    from osteon import __version__
    from osteon.body.editions import OWN
    from osteon.safety import INTENDED_USE

    return Meta(
        version=__version__,
        edition=OWN,
        intended_use=INTENDED_USE,
        interval="90 of 100 draws lie between low and high (p5 and p95)",
        examples=list(examples()),
        sliders=list(SLIDERS),
        parts={part: _is_there(module) for part, module in PARTS.items()},
        token_needed=state_of(request).settings.token is not None,
    )


@router.get("/examples/{name}", responses={404: {"model": Refusal}})
def example(name: str) -> LoadedExample:
    """An example person with everything about them."""
    found = next((each for each in examples() if each.id == name), None)
    if found is None:
        raise RefusedError(
            404, "not_found", f"there is no such example; there are {', '.join(x.id for x in examples())}"
        )
    return LoadedExample(**found.model_dump(), read=read_person(example_person(name)))


@router.get("/ready")
async def ready(request: Request) -> Ready:
    """Load the model, so that the first answer comes at once; says how long that took."""
    from osteon.simulate import own_kernel

    begun = time.perf_counter()
    await state_of(request).work.quick(lambda _: own_kernel())
    return Ready(ready=True, milliseconds=round(1000 * (time.perf_counter() - begun), 1))


def _is_there(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False

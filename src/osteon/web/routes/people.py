"""People saved on request: listed, opened, taken along, erased."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import PlainTextResponse

from osteon.person import Person
from osteon.web.person_json import tables_of
from osteon.web.refusals import RefusedError
from osteon.web.saved import SavedPeople
from osteon.web.schemas.common import Refusal
from osteon.web.schemas.people import Erased, Export, SavedLine, SavedList, SavedPerson, SaveRequest
from osteon.web.state import state_of

router = APIRouter(
    prefix="/api/people", tags=["people"], responses={status: {"model": Refusal} for status in (404, 422, 503)}
)
Name = Annotated[str, Path(max_length=64)]


@router.get("")
def saved_list(request: Request) -> SavedList:
    """Everybody saved, the newest first."""
    saved = _saved(request)
    return SavedList(people=saved.all(), kept_in=str(saved.path))


@router.post("", status_code=201)
def save(asked: SaveRequest, request: Request) -> SavedLine:
    """Save a person that can be used."""
    table: Any = asked.person
    return _saved(request).save(asked.name, _plain(Person.from_dict(table)), asked.id)


@router.delete("")
def erase_all(request: Request) -> Erased:
    """Erase everybody saved, and the file."""
    return Erased(erased=_saved(request).erase())


@router.get("/export")
def export(request: Request) -> Export:
    """Everybody saved, to keep elsewhere."""
    from osteon import __version__

    return Export(osteon=__version__, people=_saved(request).everything())


@router.get("/{name}")
def load(name: Name, request: Request) -> SavedPerson:
    """A saved person."""
    found = _saved(request).get(name)
    if found is None:
        raise _nobody()
    return found


@router.get("/{name}/toml", response_class=PlainTextResponse)
def toml(name: Name, request: Request) -> PlainTextResponse:
    """A saved person as a person file."""
    person = load(name, request).person.model_dump()
    headers = {"content-disposition": 'attachment; filename="person.toml"'}
    return PlainTextResponse(Person.from_dict(person).to_toml(), headers=headers)


@router.delete("/{name}")
def erase(name: Name, request: Request) -> Erased:
    """Erase a saved person."""
    count = _saved(request).erase(name)
    if not count:
        raise _nobody()
    return Erased(erased=count)


def _saved(request: Request) -> SavedPeople:
    return SavedPeople(state_of(request).settings.data)


def _plain(person: Person) -> Any:
    return tables_of(person).model_dump()


def _nobody() -> RefusedError:
    return RefusedError(404, "not_found", "nobody is saved under this id")

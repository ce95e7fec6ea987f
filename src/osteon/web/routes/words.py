"""Words of a person file, places and foods."""

from __future__ import annotations

from fastapi import APIRouter

from osteon.web.schemas.common import Refusal
from osteon.web.schemas.words import Foods, Places, Sought, Vocabulary

router = APIRouter(prefix="/api", tags=["words"], responses={422: {"model": Refusal}})


@router.get("/vocabulary")
def words() -> Vocabulary:
    """All words of a person file: substances, medicines, conditions, measurements."""
    from osteon.web.vocabulary import vocabulary

    return vocabulary()


@router.post("/places")
def places(asked: Sought) -> Places:
    """Towns that begin so, the largest first."""
    from osteon.web.vocabulary import towns

    return Places(places=towns(asked.text, asked.limit))


@router.post("/foods")
def find_foods(asked: Sought) -> Foods:
    """Foods that fit, the best first, with portions and contents."""
    from osteon.web.vocabulary import foods

    return Foods(foods=foods(asked.text, asked.limit))

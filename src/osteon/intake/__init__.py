"""What enters a body: foods, supplements, sunlight and medicines."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osteon.intake.food_table import Food


def find_foods(text: str, limit: int = 10) -> list[Food]:
    """Foods that fit a text, of the core table and of the user's own database; see `osteon.intake.food_lookup`.

    >>> find_foods("natto", 1)[0].name
    'Natto'
    """
    from osteon.intake import food_lookup

    return food_lookup.find_foods(text, limit)

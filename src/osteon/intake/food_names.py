"""Finding foods by name: blind to case, accents, plurals and word order; misspellings are answered, never guessed."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from osteon.errors import InputError
from osteon.intake.food_table import Food, foods

IGNORED = frozenset({"a", "an", "and", "of", "the", "in", "with", "fresh", "organic", "plain", "some", "my"})
"""Words that do not tell foods apart when one names a food."""
LONGEST = 80
_SPELLINGS = {"yogurt": "yoghurt", "aubergines": "aubergine", "tinned": "canned", "catsup": "ketchup"}
SAME, BEGINS, LIKE = 1.0, 0.6, 0.6
"""How well a word fits itself, one that begins with it, and one that is spelled alike (at most)."""
_ALIKE = 0.72


def words(text: str) -> frozenset[str]:
    """The words of a name in the form they are compared in.

    >>> sorted(words("Crème fraîche & Tomatoes"))
    ['creme', 'fraiche', 'tomato']
    """
    return frozenset(in_order(text))


def in_order(text: str, longest: int = LONGEST) -> tuple[str, ...]:
    """The words of a name in the form they are compared in, in their order.

    >>> in_order("Cheese, Gouda")
    ('cheese', 'gouda')
    """
    plain = unicodedata.normalize("NFKD", text[:longest].casefold().replace("ß", "ss"))
    letters = "".join(mark for mark in plain if not unicodedata.combining(mark))
    return tuple(_singular(word) for word in re.findall(r"[a-z0-9%]+", letters.replace("'", "")))


@lru_cache(maxsize=4096)
def _singular(word: str) -> str:
    word = _SPELLINGS.get(word, word)
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + ("ie" if len(word) == 5 else "y")
    if len(word) > 4 and word.endswith(("oes", "shes", "ches", "sses")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return _SPELLINGS.get(word[:-1], word[:-1])
    return word


@dataclass(frozen=True, slots=True)
class _Index:
    ordered: Mapping[tuple[str, ...], Food]
    exact: Mapping[frozenset[str], Food]
    names: tuple[tuple[frozenset[str], Food], ...]
    vocabulary: frozenset[str]


@cache
def _index() -> _Index:
    """Every name and other name; where two foods share words, order tells them apart, and a full name goes first."""
    spelled = [(in_order(name), food) for food in foods().values() for name in (food.name, *food.also)]
    names = [(frozenset(ordered), food) for ordered, food in spelled]
    exact = {compared - IGNORED: food for compared, food in reversed(names)}
    exact |= dict(reversed(names))
    exact |= {words(food.name): food for food in foods().values()}
    vocabulary = frozenset(word for compared, _ in names for word in compared)
    return _Index(dict(spelled), exact, tuple(names), vocabulary)


def names_of() -> tuple[tuple[frozenset[str], Food], ...]:
    """The words of every name and other name, with its food.

    >>> (frozenset({"gouda", "cheese"}), find_food("Gouda")) in names_of()
    True
    """
    return _index().names


def find_food(name: str) -> Food:
    """The food of a name, of another name of it, or the only one with all these words; else of the user's database.

    Raises:
        InputError: no food, or more than one, has this name; the nearest ones are told.

    >>> find_food("aged gouda").name, find_food("Salmon, cooked").name, find_food("NATTŌ").name
    ('Gouda cheese', 'Salmon, farmed, cooked', 'Natto')
    """
    candidates = _candidates(name)
    found = candidates[0] if len(candidates) == 1 else _imported(name)
    if found is None:
        raise InputError(_not_found(name, [food.name for food in candidates]))
    return found


def core_food(name: str) -> Food | None:
    """The food of the core table that a name stands for; None where it stands for none or for several.

    >>> core_food("cheese") is None, core_food("Gouda").name
    (True, 'Gouda cheese')
    """
    candidates = _candidates(name)
    return candidates[0] if len(candidates) == 1 else None


def _candidates(name: str) -> list[Food]:
    """The one core food of a name, or all that have its words."""
    wanted = words(name)
    index = _index()
    found = index.ordered.get(in_order(name)) or index.exact.get(wanted) or index.exact.get(wanted - IGNORED)
    if found:
        return [found]
    telling = wanted - IGNORED
    return list({food.name: food for compared, food in index.names if telling and telling <= compared}.values())


def _imported(name: str) -> Food | None:
    from osteon.intake import food_store

    if not food_store.exists():
        return None
    from osteon.intake.food_lookup import imported

    return imported(name)


def _not_found(name: str, candidates: Iterable[str]) -> str:
    shown = repr(name if len(name) <= LONGEST else name[:LONGEST] + "..")
    several = sorted(candidates, key=lambda candidate: (len(candidate), candidate))
    if several:
        return f"{shown} can be {', '.join(several[:5])}{' and others' if len(several) > 5 else ''}; say which"
    if name.strip().lower().startswith(("fdc:", "ciqual:", "off:")):
        return f"your own food database has no food {shown}; import the table it is in with: osteon foods import FILE"
    near = _near_names(name)
    hint = f"did you mean {' or '.join(near)}?" if near else "try one word of it with: osteon foods search WORD"
    return f"unknown food {shown}; {hint}"


def _near_names(name: str) -> list[str]:
    """Foods that are called much like it; those of the user's database with the id that names them for certain."""
    from osteon.intake import food_store

    if not food_store.exists():
        return [food.name for food in search(name, 3)]
    from osteon.intake.food_lookup import find_foods

    return [f"{food.name} [{food.id}]" if ":" in food.id else food.name for food in find_foods(name, 3)]


def search(text: str, limit: int = 10) -> list[Food]:
    """Foods that fit a text, the best first; words may be cut short or misspelt.

    >>> [food.name for food in search("goda chese", 1)]
    ['Gouda cheese']
    """
    return [food for _, food in scored(text, limit)]


def scored(text: str, limit: int = 10) -> list[tuple[float, Food]]:
    """Foods that fit a text with how well each does, the best first; 1 for each word that is met.

    >>> [(round(score, 2), food.name) for score, food in scored("natto", 1)]
    [(1.0, 'Natto')]
    """
    wanted = [_near(word) for word in sorted(words(text) - IGNORED)]
    scores: dict[str, float] = {}
    for compared, food in _index().names if any(wanted) else ():
        score = fit(wanted, compared)
        if score > scores.get(food.name, 0.0):
            scores[food.name] = score
    best = sorted(scores, key=lambda name: (-scores[name], len(name), name))[: max(limit, 0)]
    return [(scores[name], foods()[name]) for name in best]


def _near(word: str) -> Mapping[str, float]:
    """The table's words that a word can stand for, each with how well it fits."""
    known = _index().vocabulary
    if word in known:
        return {word: SAME}
    begin = {other: BEGINS for other in known if len(word) >= 2 and other.startswith(word)}
    if begin:
        return begin
    alike = [other for other in known if abs(len(other) - len(word)) <= 2]
    close = difflib.get_close_matches(word, alike, n=3, cutoff=_ALIKE)
    return {other: LIKE * difflib.SequenceMatcher(None, word, other).ratio() ** 2 for other in close}


def fit(wanted: Iterable[Mapping[str, float]], compared: frozenset[str]) -> float:
    """How much of what is wanted a name has, less a little for each word that was not asked for.

    >>> fit([{"gouda": 1.0}, {"aged": 1.0}], frozenset({"gouda", "cheese"}))
    0.48
    """
    fits = [max((fit for word, fit in near.items() if word in compared), default=0.0) for near in wanted]
    hits = sum(1 for fit in fits if fit)
    return sum(fits) * hits / len(fits) - 0.02 * (len(compared) - hits) if hits else 0.0

"""Where a day's totals pass an upper limit, or may: each as a warning with what, why, source and what to ask."""

from __future__ import annotations

import math
from collections.abc import Iterable

from osteon.intake.schedule import schedule_of
from osteon.intervals import NOTHING, Interval
from osteon.outcomes.intakes import Body, ReferenceIntake, nutrients, reference_intake
from osteon.outcomes.interactions import SEVERITIES, Caution, interactions
from osteon.outcomes.totals import Product, food_totals, product_totals
from osteon.person import Person

ASK = "Ask your doctor or dietitian whether so much is meant, and which product to leave out."
GRAVE = 2.0
"""Times the limit from which a total is told among the gravest warnings (a judgement)."""
LONG = 100 * 365.25


def over_limits(person: Person, labels: Iterable[Product] = (), body: Body = "NASEM") -> tuple[Caution, ...]:
    """Nutrients of which a day's total passes the upper limit, or may pass it by what is not known of products.

    Magnesium from food does not count towards its limit. The days on which doses begin or end are all looked at.

    >>> me = {"person": {"age": 57, "sex": "female", "latitude": 52.1}}
    >>> me["diet"] = {"nutrients": {"magnesium": "400 mg/d"}}
    >>> me["supplement"] = [{"nutrient": "magnesium citrate", "amount": "300 mg", "every": "day"}]
    >>> over_limits(Person.from_dict(me))
    ()
    >>> me["supplement"][0]["amount"] = "375 mg"
    >>> [caution.key for caution in over_limits(Person.from_dict(me))]
    ['limit_magnesium']
    """
    products = tuple(labels)
    eaten = food_totals(person)
    days = (0.0, *schedule_of(person).changes(0.0, LONG))
    swallowed = [product_totals(person, products, day) for day in days]
    found = []
    for nutrient in nutrients():
        intake = reference_intake(nutrient, person, body)
        taken = [totals.get(nutrient, NOTHING) for totals in swallowed]
        if intake.limit is None:
            continue
        most = max(taken, key=lambda interval: (interval.middle, interval.high))
        caution = _caution(intake, most, eaten.get(nutrient, NOTHING))
        found += [caution] if caution else []
    return tuple(found)


def cautions(person: Person, labels: Iterable[Product] = (), body: Body = "NASEM") -> tuple[Caution, ...]:
    """All warnings for a person: totals over limits and what does not go together, the gravest first.

    >>> me = {"person": {"age": 57, "sex": "male", "latitude": 52.1, "medicines": ["digoxin"]}}
    >>> me["supplement"] = [{"nutrient": "vitamin D3", "amount": "5000 IU", "every": "day"}]
    >>> [caution.key for caution in cautions(Person.from_dict(me))]
    ['limit_vitamin_D', 'digoxin_calcium_d']
    """
    products = tuple(labels)
    found = over_limits(person, products, body) + interactions(person, products)
    return tuple(sorted(found, key=lambda caution: list(SEVERITIES).index(caution.severity)))


def _caution(intake: ReferenceIntake, taken: Interval, eaten: Interval) -> Caution | None:
    limit = intake.limit or math.inf
    counted = taken if intake.limit_counts == "supplements" else taken + eaten
    known = counted.middle > limit
    if not known and not (taken.middle < taken.high and counted.high > limit):
        return None
    return Caution(
        key=f"limit_{intake.nutrient.replace(' ', '_')}",
        first=(intake.nutrient,),
        second=(),
        what=_what(intake, counted, known=known),
        why=_why(intake),
        severity="danger" if counted.middle > GRAVE * limit else "important",
        ask=ASK,
        source=f"{intake.limit_source}{' (recalled, not read anew)' if intake.weak else ''}",
    )


def _what(intake: ReferenceIntake, counted: Interval, *, known: bool) -> str:
    limit = f"the limit of {intake.limit or 0.0:,g} {intake.unit} a day ({intake.body})"
    if known:
        return f"About {counted.middle:,.0f} {intake.unit} a day in all, over {limit}."
    top = "No upper bound is known" if math.isinf(counted.high) else f"Up to {counted.high:,.0f} {intake.unit} a day"
    return f"{top}, because amounts are not told: it may pass {limit}."


def _why(intake: ReferenceIntake) -> str:
    if intake.limit_counts == "supplements":
        return "The limit counts supplements only: pills of more than this can cause diarrhoea, food does not."
    return "The limit counts food, fortified food and all products together."

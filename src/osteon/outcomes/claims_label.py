"""A label examined for a person: what it supplies against need and limits, what it claims, lacks and clashes with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from osteon.intake.labels import Label
from osteon.intervals import NOTHING, Interval
from osteon.outcomes.claims import Lack, Verdict, lacking, verdicts
from osteon.outcomes.intakes import Body, ReferenceIntake, counted_as, reference_intake
from osteon.outcomes.interactions import Caution
from osteon.outcomes.totals import added, food_totals, product_totals, with_sums
from osteon.outcomes.totals_limits import cautions
from osteon.person import Person
from osteon.person.vocabulary import body_size
from osteon.safety import Stop, hard_stops
from osteon.substances import substances

ANYBODY_AGE = 50.0
ANYBODY_SEX = "female"
FOLLOWED = ("calcium", "vitamin D", "vitamin K1", "vitamin K2", "magnesium", "zinc", "manganese", "boron")
"""What Osteon follows of a product for bone; what is not in it is told."""


CALCIUM_PORTION = 500.0
PORTION = (
    "{:,.0f} mg of calcium at once: of larger portions a smaller share is taken up, about 29 of 100 mg at 500 mg and "
    "22 at 1,000 mg (Osteon's fit to tracer studies); portions of at most 500 mg with meals bring more."
)
"""What is said of a large portion of calcium; shares from the evidence notes on absorption."""


@dataclass(frozen=True, slots=True)
class Supply:
    """What a product gives of one nutrient a day; `rest` is food and other products, `intake` need and limit.

    Need and limit are of the nutrient that a form counts towards, those of vitamin K for MK-7; `counted` is what the
    product gives of it in all forms.
    """

    name: str
    unit: str
    amount: Interval
    told: bool
    intake: ReferenceIntake | None
    counted: Interval
    rest: Interval

    @property
    def total(self) -> Interval:
        """The nutrient in all forms, from the product, food and other products."""
        return self.counted + self.rest

    @property
    def share_of_need(self) -> float | None:
        """The product's middle amount over the need; None without a need or an amount."""
        if self.intake is None or not self.intake.need or not self.told:
            return None
        return self.amount.middle / self.intake.need


@dataclass(frozen=True, slots=True)
class Examination:
    """All that is to say of a label for a person; `anybody` where no person was named and an adult stands in."""

    label: Label
    person: Person
    anybody: bool
    body: Body
    supplies: tuple[Supply, ...]
    verdicts: tuple[Verdict, ...]
    lacks: tuple[Lack, ...]
    absent: tuple[str, ...]
    cautions: tuple[Caution, ...]
    stops: tuple[Stop, ...]


def anybody() -> Person:
    """The adult whose needs stand in where no person is named: a woman of 50, of median size.

    >>> anybody().age, anybody().sex
    (50.0, 'female')
    """
    height, mass, _ = body_size(ANYBODY_SEX)
    return Person(age=ANYBODY_AGE, sex=ANYBODY_SEX, height_cm=height, mass_kg=mass, latitude=0.0)


def examine(label: Label, person: Person | None = None, body: Body = "NASEM") -> Examination:
    """Hold a label against a person's needs, limits, medicines and conditions, and its claims against trials.

    What the person takes already is counted besides the product.

    >>> from osteon.intake.labels import read_label
    >>> drop = {"label": {"name": "drop", "claims": ["For strong bones"]}}
    >>> drop["ingredient"] = [{"name": "vitamin D3", "amount": "5000 IU"}]
    >>> found = examine(read_label(drop))
    >>> found.supplies[0].amount.middle, [lack.nutrient for lack in found.lacks]
    (125.0, ['vitamin K2', 'calcium', 'magnesium'])
    >>> [caution.key for caution in found.cautions]
    ['limit_vitamin_D']
    """
    who = person or anybody()
    day, eaten = with_sums(label.daily()), food_totals(who)
    rest = added((eaten, product_totals(who)))
    exposures = day | {one.substance: day[one.counted_as] for one in label.ingredients if one.substance}
    usual = {name: interval.middle for name, interval in eaten.items()}
    return Examination(
        label=label,
        person=who,
        anybody=person is None,
        body=body,
        supplies=tuple(_supply(label, name, day, rest, who, body) for name in label.daily()),
        verdicts=verdicts(label.claims, exposures, usual),
        lacks=lacking(" ".join((label.name, *label.claims)), day),
        absent=tuple(name for name in FOLLOWED if name not in day),
        cautions=tuple(_told(caution, label) for caution in cautions(who, (label,), body) if _is_about(caution, label)),
        stops=hard_stops(who),
    )


def portion_note(label: Label) -> str:
    """What to know of a serving with much calcium at once; "" where it has at most 500 mg.

    >>> from osteon.intake.labels import read_label
    >>> portion_note(read_label({"label": {"name": "x"}, "ingredient": [{"name": "calcium", "amount": "400 mg"}]}))
    ''
    """
    at_once = sum(one.amount.middle for one in label.ingredients if one.counted_as == "calcium")
    return PORTION.format(at_once) if at_once > CALCIUM_PORTION else ""


def _supply(
    label: Label, name: str, day: Mapping[str, Interval], rest: Mapping[str, Interval], person: Person, body: Body
) -> Supply:
    nutrient = counted_as(name)
    told = all(ingredient.told for ingredient in label.ingredients if ingredient.counted_as == name)
    intake = reference_intake(nutrient, person, body) if nutrient else None
    counted = nutrient or name
    unit = substances()[name].unit
    return Supply(name, unit, day[name], told, intake, day[counted], rest.get(counted, NOTHING))


def _is_about(caution: Caution, label: Label) -> bool:
    """Whether a warning has to do with this product, not only with what the person takes besides."""
    mine = set(label.words) | {counted_as(word) for word in label.words}
    return bool(mine & {*caution.first, *caution.second})


def _told(caution: Caution, label: Label) -> Caution:
    """The same; what is in one product cannot be taken apart, and the warning says so instead."""
    if not caution.keep_apart_hours or not set(caution.first + caution.second) <= label.words:
        return caution
    what = f"{caution.what} Both are in this product, so they cannot be taken apart."
    return replace(caution, what=what, severity="know", hours_before=None, hours_after=None)

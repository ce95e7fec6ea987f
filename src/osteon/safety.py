"""Hard stops: where a person needs a doctor, not a dose."""

from __future__ import annotations

from dataclasses import dataclass

from osteon.person import Person

INTENDED_USE = (
    "For education and research. Osteon is not a medical device: it does not diagnose, and its numbers are no advice "
    "to start, stop or change a medicine or supplement."
)
ASK = "ask your doctor before taking vitamin D, vitamin K or calcium"
KIDNEYS_FAILED = frozenset({"kidney failure", "dialysis"})
KIDNEY_FAILURE = 15.0
ADULT = 18.0


@dataclass(frozen=True, slots=True)
class Stop:
    """One reason to ask a doctor: what, why, and where the rule comes from."""

    what: str
    why: str
    source: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}; {ASK}."


def hard_stops(person: Person) -> tuple[Stop, ...]:
    """All reasons why this person should ask a doctor and get no dose from here.

    >>> from osteon.person import Person
    >>> me = Person.from_dict({"person": {"age": 57, "sex": "male", "latitude": 52.1, "medicines": ["warfarin"]}})
    >>> [stop.what for stop in hard_stops(me)]
    ['a vitamin K antagonist']
    """
    found = [
        (
            person.takes("vitamin K antagonist"),
            Stop("a vitamin K antagonist", "10 to 20 ug of MK-7 a day already moves the INR", "Theuwissen 2013"),
        ),
        (
            "hypercalcaemia" in person.conditions,
            Stop("high blood calcium", "vitamin D and calcium raise it further", "design, part 6"),
        ),
        (
            "kidney stones" in person.conditions,
            Stop("kidney stones", "calcium with vitamin D raised stones by 17 % in WHI (recalled interval)", "WHI"),
        ),
        (
            bool(KIDNEYS_FAILED & person.conditions) or (person.egfr or 100.0) < KIDNEY_FAILURE,
            Stop("kidney failure", "calcium, phosphate and active vitamin D need a specialist there", "design, part 6"),
        ),
        ("pregnancy" in person.conditions, Stop("pregnancy", "the model has no pregnancy in it", "design, part 6")),
        (person.age < ADULT, Stop("an age under 18", "the model begins at 18 years", "design, part 6")),
    ]
    return tuple(stop for holds, stop in found if holds)

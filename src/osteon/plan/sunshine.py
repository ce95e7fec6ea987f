"""How much more sun may be proposed: minutes around noon, below half a reddening dose at midsummer."""

from __future__ import annotations

import numpy as np

from osteon.intake.sun.session import CAUTION, sun_session
from osteon.person import Person

MORE = (5.0, 15.0, 30.0)
"""Minutes a day more than today that a plan may propose."""
MOST = 240.0
"""Minutes a day beyond which no more is proposed: the four hours around noon (a judgement)."""
MIDSUMMER = {True: 172.0, False: 355.0}
"""Day of the year of the highest sun, north of the equator and south of it."""


def sun_choices(person: Person) -> tuple[float, ...]:
    """Minutes of sun a day that may stand in a plan, today's first.

    No more than today's where skin would come near reddening at midsummer, or where the hours around noon are full.

    >>> dark = Person(age=34, sex="female", height_cm=163, mass_kg=58, latitude=53.8, skin_type=4)
    >>> sun_choices(dark)
    (0.0, 5.0, 15.0)
    """
    today = person.sun.minutes
    wanted = [today + more for more in MORE if today + more <= MOST]
    day = MIDSUMMER[person.latitude >= 0]
    redness = sun_session(
        person.latitude,
        day,
        np.array(wanted),
        skin_type=person.skin_type,
        age=person.age,
        exposed=person.sun.exposed,
        spf=person.sun.sunscreen_spf,
    ).redness
    return (today, *(minutes for minutes, dose in zip(wanted, redness, strict=True) if dose < CAUTION))

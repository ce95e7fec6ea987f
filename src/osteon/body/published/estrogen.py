"""Estrogen through the menopause transition, relative to its start at age 41."""

from __future__ import annotations

from osteon.body.published.record import LATER, printed, start
from osteon.engine.declare import Pool, Subsystem, flow, value
from osteon.engine.quantity import Quantity, where_greater


class Estrogen(Subsystem):
    """Constant unless ESTON is 1; then a slow power of age, and a sigmoid fall from the onset of menopause."""

    source = "golden_relations"

    level_start = start(1.0, "1", "EST", "estrogen at the start", source=LATER)
    switch = printed(0.0, "1", "ESTON", "1 switches the estrogen change on", source=LATER)
    turnover = printed(0.05776227, "1/h", "koutEST", "estrogen turnover", source=LATER)
    age_start = printed(358176.0, "h", "ageENTER", "age at the start (41 years of 8736 h)", source=LATER)
    age_done = printed(445536.0, "h", "ageDONE", "age at the end of the transition (51 years of 8736 h)", source=LATER)
    duration = printed(
        14501.759999999998, "h", "menoDUR", "length of the transition (1.66 years of 8736 h)", source=LATER
    )
    age_exponent = printed(-2.3, "1", "ageGAM", "exponent of the slow decline with age", source=LATER)
    fall = printed(0.64, "1", "age50", "extra fractional fall at menopause", source=LATER)

    level = Pool("1", start=level_start, symbol="EST", doc="estrogen, relative")

    @value("h")
    def age(self) -> Quantity:
        """Age on the calendar of 8736-hour years, used for estrogen only."""
        return self.age_start + self.time

    @value("1")
    def menopause_effect(self) -> Quantity:
        """Factor on estrogen production from the onset of menopause; 1 before it."""
        onset = self.age_done - self.duration
        since = self.age - onset
        half = self.duration / 2
        remaining = 1 - self.fall * (since**2 / (half**2 + since**2))
        return where_greater(self.age, onset, remaining, remaining.lift(1))

    @flow(into=level)
    def production(self) -> Quantity:
        """Estrogen production, falling with age and at menopause."""
        slow = (self.age / self.age_start) ** self.age_exponent
        return self.switch * self.turnover * slow * self.menopause_effect

    @flow(level)
    def loss(self) -> Quantity:
        """Loss of estrogen."""
        return self.switch * self.turnover * self.level

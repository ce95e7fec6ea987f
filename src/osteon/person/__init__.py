"""One person: age, sex, size, skin, place, conditions, medicines, labs, diet, sun and supplements."""

from osteon.person.interval import interval_days, parse_interval
from osteon.person.records import Diet, Food, Lab, Medicine, Person, Sun, Supplement

__all__ = ["Diet", "Food", "Lab", "Medicine", "Person", "Sun", "Supplement", "interval_days", "parse_interval"]

"""Supplement labels: what a product says of itself, and what that means in elemental amounts."""

from osteon.person.labels.files import label_of, read_label
from osteon.person.labels.records import Ingredient, Label
from osteon.person.labels.supplements import as_supplements, doubts

__all__ = ["Ingredient", "Label", "as_supplements", "doubts", "label_of", "read_label"]

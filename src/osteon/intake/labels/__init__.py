"""Supplement labels as an intake: read from files, counted a day, and put into a person's supplements.

What reads and counts them is in `osteon.person.labels`, because a person file may name a label.
"""

from osteon.person.labels import Ingredient, Label, as_supplements, doubts, label_of, read_label

__all__ = ["Ingredient", "Label", "as_supplements", "doubts", "label_of", "read_label"]

"""Food logs of apps: Cronometer's servings and daily summary, and MyFitnessPal, as totals a day and a [diet] table."""

from osteon.intake.logs.diet import diet_of, diet_text
from osteon.intake.logs.reading import read_food_log
from osteon.intake.logs.records import Day, Eaten, FoodLog

__all__ = ["Day", "Eaten", "FoodLog", "diet_of", "diet_text", "read_food_log"]

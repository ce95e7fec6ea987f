"""Reading the official downloads of food tables into the user's database, in pieces that survive being stopped."""

from osteon.intake.food_import.running import Imported, import_foods

__all__ = ["Imported", "import_foods"]

"""From place, day and behaviour to vitamin D made in skin; the public names are in `osteon.intake.sunlight`."""

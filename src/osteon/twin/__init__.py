"""One person's model fitted to their labs."""

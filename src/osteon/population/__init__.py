"""Virtual people and in-silico trials."""

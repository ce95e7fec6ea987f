"""Foods and supplements within limits."""

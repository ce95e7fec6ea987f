"""The body while sliders move: one person's draws and run-in are kept, and a slider starts from them."""

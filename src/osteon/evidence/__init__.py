"""Studies, sources and trial replays."""

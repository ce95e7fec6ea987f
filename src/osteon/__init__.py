"""Osteon: how vitamin D3, vitamin K2 and calcium work together in a body."""

"""Fonts that documents can always be set in."""

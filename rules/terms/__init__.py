"""The terms of licensing L01–L27: the clock of an application, its cards, the terms around it and of a licence."""

from rules.terms.cards import card, days_of, earned
from rules.terms.decision import BASIS, PAUSES, Clock, Due, Pause, Piece, due

__all__ = ["BASIS", "PAUSES", "Clock", "Due", "Pause", "Piece", "card", "days_of", "due", "earned"]

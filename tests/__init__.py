"""The tests: the same words as the folders they test; stories/ are whole journeys."""

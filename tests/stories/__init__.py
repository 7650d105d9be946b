"""Stories: whole journeys of applications through city, channel, desk and platforms."""

"""The invented people, shops and applications of the city, made from a seed."""

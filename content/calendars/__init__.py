"""The built-in calendar: what the State Council announced, and the festivals of the years to come."""

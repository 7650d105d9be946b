"""How others really answer: the declared engine, and one folder for each kind of system."""

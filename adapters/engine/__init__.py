"""How any declared system is spoken to: the profile says what, the engine says how."""

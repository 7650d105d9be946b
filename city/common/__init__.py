"""What all systems of the city share: clock, journal, strict shapes, signatures, cursors."""

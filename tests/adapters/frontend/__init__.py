"""Front-end tables and drop folders, against the legacy side of the city."""

"""The SQLModel tables, one file a subject; importing this package registers them all."""

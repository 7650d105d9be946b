"""The SQLModel tables, one file a subject: who uses one imports it, `everything` registers them all."""

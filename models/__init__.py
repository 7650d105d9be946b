"""What the bureau remembers: value types here, SQLModel tables in `models.tables`."""

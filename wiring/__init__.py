"""What stands behind what: configuration, secrets, database, logs, the Office with its one write gate."""

"""The law as dated data: instruments, screening rules, terms, causes, reasons, settings."""

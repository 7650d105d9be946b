"""The console: screens that show and ask; nothing here decides, and nothing heavy is imported with the package."""

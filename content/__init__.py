"""What the law office keeps without a programmer: law, calendars, templates, as files of this package."""

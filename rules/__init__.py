"""What the law says, as pure functions. No session, no clock, no settings, no network."""

"""Systems without a service: front-end tables and drop folders, spoken to through the same calls as a service."""

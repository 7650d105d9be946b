"""For files whose tests need one kind of database: imported, this fixture stands in for that of both kinds."""

import pytest


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Return the URL of a migrated SQLite database; what differs on PostgreSQL is asked elsewhere."""
    return sqlite_url

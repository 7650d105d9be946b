"""The SQLModel tables, one file a subject; importing this package registers them all."""

from models.tables import (
    applications,
    blacklist,
    jobs,
    ledger,
    licences,
    officers,
    outbox,
    penalties,
    register,
    terms,
)

__all__ = [
    "applications",
    "blacklist",
    "jobs",
    "ledger",
    "licences",
    "officers",
    "outbox",
    "penalties",
    "register",
    "terms",
]

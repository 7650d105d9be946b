"""The SQLModel tables, one file a subject; importing this package registers them all."""

from models.tables import (
    applications,
    blacklist,
    documents,
    examination,
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
    "documents",
    "examination",
    "jobs",
    "ledger",
    "licences",
    "officers",
    "outbox",
    "penalties",
    "register",
    "terms",
]

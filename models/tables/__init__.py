"""The SQLModel tables, one file a subject; importing this package registers them all."""

from models.tables import (
    applications,
    blacklist,
    documents,
    examination,
    instant,
    jobs,
    ledger,
    licences,
    officers,
    outbox,
    papers,
    penalties,
    register,
    terms,
)

__all__ = [
    "applications",
    "blacklist",
    "documents",
    "examination",
    "instant",
    "jobs",
    "ledger",
    "licences",
    "officers",
    "outbox",
    "papers",
    "penalties",
    "register",
    "terms",
]

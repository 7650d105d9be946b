"""The SQLModel tables, one file a subject; importing this package registers them all."""

from models.tables import (
    applications,
    blacklist,
    deliveries,
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
    ratings,
    register,
    terms,
)

__all__ = [
    "applications",
    "blacklist",
    "deliveries",
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
    "ratings",
    "register",
    "terms",
]

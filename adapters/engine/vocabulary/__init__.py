"""Every word a profile may use; an unknown word is an error when the profile is loaded.

The tables follow the sections of a profile file; docs/interfaces/profiles.md explains them to administrators.
"""

from adapters.engine.vocabulary.answering import Limits, Outcome, Retry, Rule, When
from adapters.engine.vocabulary.carrying import Adapter, Request, Soap, Transport
from adapters.engine.vocabulary.frontend import Condition, Database, FileStep, Folder, Join, TableStep, Without
from adapters.engine.vocabulary.mapping import Field, Query
from adapters.engine.vocabulary.proving import Auth, Envelope, Proof, Refresh, Sign, Token
from adapters.engine.vocabulary.pulling import Ack, Attach, Cursor, Identity, Page, Pull, Single, WriteBack
from adapters.engine.vocabulary.pushing import Adjust, Batch, Column, Generation, Kind, Push, ReceiptRows, Rows, Said
from adapters.engine.vocabulary.words import Words

__all__ = [
    "Ack",
    "Adapter",
    "Adjust",
    "Attach",
    "Auth",
    "Batch",
    "Column",
    "Condition",
    "Cursor",
    "Database",
    "Envelope",
    "Field",
    "FileStep",
    "Folder",
    "Generation",
    "Identity",
    "Join",
    "Kind",
    "Limits",
    "Outcome",
    "Page",
    "Profile",
    "Proof",
    "Pull",
    "Push",
    "Query",
    "ReceiptRows",
    "Refresh",
    "Request",
    "Retry",
    "Rows",
    "Rule",
    "Said",
    "Sign",
    "Single",
    "Soap",
    "TableStep",
    "Token",
    "Transport",
    "When",
    "Without",
    "WriteBack",
]


class Profile(Words, frozen=True, kw_only=True):
    """One profile file."""

    adapter: Adapter
    transport: Transport = Transport()
    auth: Auth = Auth()
    sign: Sign | None = None
    envelope: Envelope | None = None
    outcome: Outcome
    pull: Pull | None = None
    map: dict[str, Field] = {}
    query: dict[str, Query] = {}
    push: Push | None = None
    tables: dict[str, dict[str, str]] = {}
    database: Database | None = None
    folder: Folder | None = None
    limits: Limits = Limits()
    retry: Retry = Retry()

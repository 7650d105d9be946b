"""Every word a profile may use; an unknown word is an error when the profile is loaded.

The tables follow the sections of a profile file; docs/interfaces/profiles.md explains them to administrators.
"""

from adapters.engine.vocabulary.answering import Limits, Outcome, Retry, Rule, When
from adapters.engine.vocabulary.carrying import Adapter, Auth, Request, Sign, Token, Transport
from adapters.engine.vocabulary.mapping import Field, Query
from adapters.engine.vocabulary.pulling import Ack, Attach, Cursor, Page, Pull, Single, WriteBack
from adapters.engine.vocabulary.pushing import (
    Adjust,
    Batch,
    Column,
    Generation,
    Kind,
    Push,
    ReceiptRows,
    Rows,
    Said,
)
from adapters.engine.vocabulary.words import Words

__all__ = [
    "Ack",
    "Adapter",
    "Adjust",
    "Attach",
    "Auth",
    "Batch",
    "Column",
    "Cursor",
    "Field",
    "Generation",
    "Kind",
    "Limits",
    "Outcome",
    "Page",
    "Profile",
    "Pull",
    "Push",
    "Query",
    "ReceiptRows",
    "Request",
    "Retry",
    "Rows",
    "Rule",
    "Said",
    "Sign",
    "Single",
    "Token",
    "Transport",
    "When",
    "WriteBack",
]


class Profile(Words, frozen=True, kw_only=True):
    """One profile file."""

    adapter: Adapter
    transport: Transport = Transport()
    auth: Auth = Auth()
    sign: Sign | None = None
    outcome: Outcome
    pull: Pull | None = None
    map: dict[str, Field] = {}
    query: dict[str, Query] = {}
    push: Push | None = None
    tables: dict[str, dict[str, str]] = {}
    limits: Limits = Limits()
    retry: Retry = Retry()

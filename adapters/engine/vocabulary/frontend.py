"""Front-end tables and drop folders, one step after the other: [database], [folder]."""

from typing import Annotated, Any, Literal

import msgspec

from adapters.engine.vocabulary.words import Duration, Path, Size, Words

Name = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$")]  # of a column, or of a member
TableName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}(\.[A-Za-z_][A-Za-z0-9_]{0,62})?$")]
Form = Literal["json", "xml"]


class Condition(Words, frozen=True, kw_only=True):
    """One condition of a step: a column is one of fixed words, or stands so to a value of the call.

    A call that has no such value is not bound by the condition.
    """

    column: Name
    one_of: list[Any] | None = msgspec.field(default=None, name="in")
    value: Name | None = None
    compare: Literal["equal", "at_least", "at_most", "above", "below"] = "equal"


class Without(Words, frozen=True, kw_only=True):
    """Rows that another table names are left out; `on` says which column of ours is which of theirs."""

    table: TableName
    on: dict[Name, Name]


class Join(Words, frozen=True, kw_only=True):
    """What another table says of a row: its columns stand beside ours, empty where it says nothing."""

    table: TableName
    on: dict[Name, Name]
    columns: dict[Name, Name]


class TableStep(Words, frozen=True, kw_only=True):
    """[database.steps.<name>]: one thing done at one table; a request names it as its path.

    A column that a row lacks is filled from the call; one of `sources` from the first path that leads to a value.
    """

    do: Literal["select", "insert", "update"]
    table: TableName
    columns: list[Name] = []
    where: list[Condition] = []
    without: Without | None = None
    join: Join | None = None
    order: list[Name] = []
    size: int = 99
    none: Literal["empty", "not_found"] = "empty"
    content: Name | None = None
    rows: Name | None = None
    spread: Name | None = None
    sources: dict[Name, list[Path]] = {}
    key: list[Name] = []
    compared: list[Name] | None = None
    stamp: dict[Name, Literal["local", "moment", "epoch"]] = {}
    inner: dict[Name, Form] = {}
    lists: list[Path] = []


class Database(Words, frozen=True, kw_only=True):
    """[database]: who we are at a front-end database (names of secrets), and the steps."""

    user: str | None = None
    password: str | None = None
    charset: Literal["utf-8", "gb18030"] = "utf-8"
    lock: Duration = "5s"
    steps: dict[str, TableStep]


class FileStep(Words, frozen=True, kw_only=True):
    """[folder.steps.<name>]: one thing done in a folder; a request names it as its path.

    take: read the oldest file that is whole; settle: note that rows are kept, and move the file when all are;
    put: write a file under its name; answer: read the file that answers one of ours; fetch: the bytes of a file.
    """

    do: Literal["take", "settle", "put", "answer", "fetch"]
    within: str = "."
    pattern: str = "*"
    name: str | None = None
    form: Literal["csv", "jsonl", "json", "xlsx", "xml"] = "jsonl"
    charset: Literal["utf-8", "gb18030"] = "utf-8"
    records: Path = "$"
    columns: list[str] = []
    identity: list[Name] = []
    marker: str | None = None
    control: str | None = None
    quiet: Duration = "2s"
    done: str = "done"
    failed: str = "failed"
    rows: Name | None = None
    spread: Name | None = None
    sources: dict[Name, list[Path]] = {}
    of: str | None = None
    most: Size = "20MiB"


class Folder(Words, frozen=True, kw_only=True):
    """[folder]: the steps at a drop folder."""

    steps: dict[str, FileStep]

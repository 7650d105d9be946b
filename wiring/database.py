"""Open the database: SQLite (WAL, FULL, BEGIN IMMEDIATE) or PostgreSQL, with the same behaviour on both."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DataError, DBAPIError, OperationalError, StatementError
from sqlmodel import Session

from models.errors import BureauError, InvalidInput, OutsideUnavailable

BUSY_SECONDS = 10
SPOILT = ("not a database", "malformed")  # what SQLite says of a file that it cannot read
SMALL_CACHE = 256  # KiB; the least that reads a page of the queue as fast as the usual 2 MB
DATABASE = "database"  # the code of errors that are no other office's fault
PRAGMAS = ("journal_mode=wal", "synchronous=full", "foreign_keys=on", "recursive_triggers=on", "temp_store=memory")


SAID = (  # words of the driver, what happened, what was kept, what to do next
    (
        ("locked", "busy", "lock timeout", "deadlock"),
        "数据库正被另一程序占用。",
        "本次操作未写入任何内容。",
        "请稍候再试；若持续，请运行 luqiao doctor。",
    ),
    (
        ("full", "No space"),
        "磁盘已满，无法写入数据库。",
        "本次操作已全部撤回，已有数据完好。",
        "请管理员清理磁盘空间后重试。",
    ),
    (
        SPOILT,
        "数据库文件已损坏，或不是数据库文件。",
        "文件保持原样，未作任何更改。",
        "请管理员核对路径，必要时用 luqiao restore 从备份恢复。",
    ),
    (
        ("disk I/O",),
        "磁盘已满或无法读写。",
        "本次操作未写入任何内容，已有数据完好。",
        "请管理员检查磁盘空间与硬件后重试。",
    ),
    (("no such table", "does not exist"), "数据库尚未建立或版本过旧。", "未作任何更改。", "请运行 luqiao init。"),
)


def _dumps(value: object) -> str:
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()


def open_database(url: str) -> Engine:
    """Return an engine whose writers begin IMMEDIATE and whose readers (`reading=True`) never wait.

    SQLite comes from the pysqlite3 wheel: Debian's own version can corrupt a WAL database that several
    processes write (SQLite 3.7.0 to 3.51.2, "WAL-reset").
    """
    shared: dict[str, Any] = {"json_serializer": _dumps, "json_deserializer": orjson.loads, "hide_parameters": True}
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True, **shared)
        event.listen(engine, "connect", _prepare_postgresql)
        return engine
    from pysqlite3 import dbapi2

    engine = create_engine(
        url, module=dbapi2, connect_args={"timeout": BUSY_SECONDS}, pool_size=12, **shared, pool_use_lifo=True
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN, not the driver
    for pragma in PRAGMAS:
        connection.execute(f"pragma {pragma}")


def _prepare_postgresql(connection: Any, _record: object) -> None:
    connection.execute(f"set lock_timeout = '{BUSY_SECONDS}s'")  # as long as SQLite waits for another writer
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def keep_small(engine: Engine) -> None:
    """Let every connection keep a small cache of pages, for programs that read little and live long."""
    engine.dispose()  # those that are open already would keep what they have

    def bound(connection: Any, _record: object) -> None:
        connection.execute(f"pragma cache_size=-{SMALL_CACHE}")

    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", bound)


class Writes:
    """Tells at next to no cost whether anything was written meanwhile, by whichever program."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._asked: Any = None  # a connection of its own: the number counts the commits of all others

    def number(self) -> int | None:
        """Return a number that changes with every commit; None where there is none (PostgreSQL, or trouble)."""
        file, driver = self._engine.url.database, self._engine.dialect.loaded_dbapi
        if self._engine.dialect.name != "sqlite" or file in (None, "", ":memory:"):
            return None
        try:
            self._asked = self._asked or driver.connect(file, check_same_thread=False)  # reads no tables: 0.6 MB less
            return int(self._asked.execute("pragma data_version").fetchone()[0])
        except driver.Error:  # whoever reads or writes next will say it
            self.close()
            return None

    def close(self) -> None:
        """Let the connection go."""
        asked, self._asked = self._asked, None
        if asked is not None:
            asked.close()


@contextmanager
def unit_of_work(engine: Engine) -> Iterator[Session]:
    """Yield a session; commit when the block ends, roll back when it raises.

    Raises OutsideUnavailable when the database is locked, full or gone; nothing was changed then.
    """
    with translated(), Session(engine, expire_on_commit=False, autoflush=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Yield a session that only reads and never waits for a writer; keep it short."""
    with translated(), Session(engine.execution_options(reading=True), autoflush=False) as session:
        yield session


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's failures into one clear message of ours; nothing was kept then."""
    try:
        yield
    except OperationalError as error:
        raise _unavailable(error) from error
    except (DataError, UnicodeEncodeError) as error:  # SQLite takes what PostgreSQL finds too long
        raise InvalidInput(
            "有一项内容过长，或者含有不能保存的字符。", kept="本次操作未写入任何内容。", do_next="请更正后再试。"
        ) from error
    except DBAPIError as error:
        if error.connection_invalidated or any(word in str(error.orig) for word in SPOILT):
            raise _unavailable(error) from error
        raise
    except StatementError as error:  # a value that could not be made ready: a body that nothing can seal
        if isinstance(error.orig, BureauError):
            raise error.orig from error
        raise


def _unavailable(error: DBAPIError) -> OutsideUnavailable:
    found = _said(str(error.orig))
    found.code = DATABASE
    return found


def _said(text: str) -> OutsideUnavailable:
    """Return the message for what the driver says."""
    for words, message, kept, do_next in SAID:
        if any(word in text for word in words):
            return OutsideUnavailable(message, kept=kept, do_next=do_next)
    return OutsideUnavailable(
        f"数据库不可用：{text.splitlines()[0] if text else '未知原因'}",
        kept="本次操作未写入任何内容。",
        do_next="请运行 luqiao doctor 查看原因。",
    )

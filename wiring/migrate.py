"""Bring a database to the version of this program, and refuse one that is newer."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text

from models.errors import OutsideUnavailable, Refused
from models.said import said
from wiring.database import translated

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parents[1] / "migrations"
LOCK = 0x4C75_7169_616F_6D69  # one migration at a time on PostgreSQL; SQLite has BEGIN IMMEDIATE


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade found and left: `created` when there was no database before."""

    revision: str
    created: bool


def revisions() -> list[str]:
    """Return the revisions that this program knows, oldest first (the beginning of each file's name)."""
    found = (item.stem for item in (MIGRATIONS / "versions").iterdir())
    return sorted(stem.partition("_")[0] for stem in found if stem[:1].isdigit())


def head() -> str:
    """Return the revision that this program needs."""
    return revisions()[-1]


def current(engine: Engine) -> str | None:
    """Return the revision of a database, None where it has no tables yet."""
    with translated(), engine.execution_options(reading=True).connect() as connection:
        return _current(connection)


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("select version_num from alembic_version")).scalar()
    return found


def require_current(engine: Engine) -> None:
    """Refuse a database that this program cannot work with; raises OutsideUnavailable saying what to do."""
    found = None if _no_file(engine) else current(engine)
    if found == head():
        return
    if found is None:
        raise OutsideUnavailable("数据库尚未建立。", kept="未作任何更改。", do_next="请运行 luqiao init。")
    refuse_newer(found)
    raise OutsideUnavailable(
        said("数据库版本 {found} 比本程序（{head}）旧。", found=found, head=head()),
        kept="未作任何更改。",
        do_next="请备份后运行 luqiao init 升级。",
    )


def _no_file(engine: Engine) -> bool:
    """Whether the file of a SQLite database is missing; opening it would make an empty one."""
    place = engine.url.database
    return engine.dialect.name == "sqlite" and bool(place) and place != ":memory:" and not Path(str(place)).exists()


def refuse_newer(found: str | None) -> None:
    """Refuse a revision that this program does not know."""
    if found is not None and found not in revisions():
        raise OutsideUnavailable(
            said("数据库版本 {found} 比本程序（{head}）新。", found=found, head=head()),
            kept="未作任何更改。",
            do_next="请安装新版鹭桥，或恢复升级前的备份。",
        )


def upgrade(engine: Engine, revision: str = "head") -> Upgraded:
    """Run every missing migration in one transaction; raises OutsideUnavailable for a newer database."""
    before = current(engine)
    refuse_newer(before)
    if before == head():
        return Upgraded(before, created=False)
    from alembic import command

    found: list[str | None] = []  # by the one whose turn it is: others may upgrade at the same moment

    def step(config: "Config") -> None:
        found.append(_current(config.attributes["connection"]))
        command.upgrade(config, revision)

    _run(engine, step)
    return Upgraded(current(engine) or "", created=found == [None])


def downgrade(engine: Engine, revision: str) -> None:
    """Take migrations back, in one transaction; what they created is lost."""
    from alembic import command

    _run(engine, lambda config: command.downgrade(config, revision))


def _run(engine: Engine, step: Any) -> None:
    with translated(), engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:  # a table copied by a batch operation is dropped, and its children must not go with it
            _pragma(connection, "foreign_keys=off")
        with connection.begin():
            if not sqlite:
                connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": LOCK})
            step(_config(connection))
            if sqlite and connection.exec_driver_sql("pragma foreign_key_check").first():
                raise Refused("升级会破坏引用关系，已全部撤回。", kept="数据库未变。", do_next="请联系维护人员。")
        if sqlite:
            _pragma(connection, "foreign_keys=on")


def _pragma(connection: Connection, pragma: str) -> None:
    raw = connection.connection.dbapi_connection  # outside any transaction, where the pragma counts
    if raw is not None:
        raw.execute(f"pragma {pragma}")


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config

"""Open the front-end database of another office: an SQLite file or a PostgreSQL server."""

from collections.abc import Mapping

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import NullPool

from adapters.engine.units import seconds
from adapters.engine.vocabulary import Database
from models.errors import InvalidInput
from models.said import said

SCHEMES = ("sqlite:///", "postgresql+psycopg://")


def open_frontend(base_url: str, declared: Database, secrets: Mapping[str, str], source: str) -> Engine:
    """Return the engine of a front-end database; nothing is opened yet.

    Raises InvalidInput for an address that is none, or a secret that is not configured.
    """
    if not base_url.startswith(SCHEMES):
        raise InvalidInput(
            said("{source}：前置库的地址要以 {names} 之一开头。", source=source, names="、".join(SCHEMES)),
            do_next="请改正 base_url。",
        )
    if make_url(base_url).password is not None:
        raise InvalidInput(
            said("{source}：口令不能写在地址里。", source=source),
            do_next="请写在 [database] 的 password，用密钥的名字。",
        )
    names = [name for name in (declared.user, declared.password) if name]
    for name in names:
        if name not in secrets:
            raise InvalidInput(
                said("{source} database：没有密钥“{name}”。", source=source, name=name), do_next="请检查密钥配置。"
            )
    lock = seconds(declared.lock)
    if base_url.startswith("sqlite"):
        return _sqlite(base_url, lock)
    url = make_url(base_url).set(
        username=secrets[declared.user] if declared.user else None,
        password=secrets[declared.password] if declared.password else None,
    )
    options = f"-c lock_timeout={int(lock * 1000)}"
    arguments = {"connect_timeout": max(2, int(lock)), "options": options}
    return create_engine(url, pool_size=2, pool_pre_ping=True, hide_parameters=True, connect_args=arguments)


def _sqlite(url: str, lock: float) -> Engine:
    from pysqlite3 import dbapi2

    engine = create_engine(
        url, module=dbapi2, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": lock, "uri": False}
    )
    event.listen(engine, "connect", _hand_over)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _hand_over(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN, not the driver

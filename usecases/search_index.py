"""The name index: unigrams and bigrams of names, so that one character finds as fast as ten."""

from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlmodel import Session

from rules.names import gram_text, grams, query_grams

Condition = tuple[str, dict[str, object]]
NOTHING: Condition = ("1 = 0", {})


def add(session: Session, index: str, rows: Iterable[tuple[int, str]]) -> None:
    """Index (row id, searchable text) pairs; `index` is application, licence, penalty or blacklist."""
    if _is_postgres(session):
        values: list[dict[str, object]] = [{"id": row_id, "g": grams(name)} for row_id, name in rows]
        statement = f"insert into {index}_grams(id, grams) values (:id, :g) "  # noqa: S608
        statement += "on conflict (id) do update set grams = excluded.grams"
    else:
        values = [{"id": row_id, "g": gram_text(name)} for row_id, name in rows]
        statement = f"insert into {index}_gram(rowid, g) values (:id, :g)"  # noqa: S608
    if values:
        session.execute(text(statement), values)


def remove(session: Session, index: str, row_id: int, name: str) -> None:
    """Take a name out again."""
    remove_all(session, index, [(row_id, name)])


def remove_all(session: Session, index: str, rows: Iterable[tuple[int, str]]) -> None:
    """Take (row id, searchable text) pairs out again; SQLite's contentless index wants the old text."""
    if _is_postgres(session):
        values: list[dict[str, object]] = [{"id": row_id} for row_id, _ in rows]
        statement = f"delete from {index}_grams where id = :id"  # noqa: S608
    else:
        values = [{"id": row_id, "g": gram_text(name)} for row_id, name in rows]
        statement = f"insert into {index}_gram({index}_gram, rowid, g) values ('delete', :id, :g)"  # noqa: S608
    if values:
        session.execute(text(statement), values)


def condition(session: Session, index: str, table_id: str, query: str) -> Condition:
    """Return (SQL condition on `table_id`, parameters) that selects rows whose grams hold the query's."""
    return any_of(session, index, table_id, [query_grams(query)])


def any_of(session: Session, index: str, table_id: str, groups: Sequence[Sequence[str]]) -> Condition:
    """Return (SQL condition, parameters) that selects rows that hold every gram of at least one group."""
    wanted = [list(group) for group in groups if group]
    if not wanted:
        return NOTHING
    if _is_postgres(session):
        holds = " or ".join(f"grams @> cast(:grams{n} as text[])" for n in range(len(wanted)))
        sql = f"{table_id} in (select id from {index}_grams where {holds})"  # noqa: S608
        return sql, {f"grams{n}": group for n, group in enumerate(wanted)}
    match = " OR ".join("(" + " AND ".join(f'"{gram}"' for gram in group) + ")" for group in wanted)
    sql = f"{table_id} in (select rowid from {index}_gram where {index}_gram match :grams)"  # noqa: S608
    return sql, {"grams": match}


def _is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"

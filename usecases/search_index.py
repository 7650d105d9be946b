"""The name index: unigrams and bigrams of names, so that one character finds as fast as ten."""

from collections.abc import Iterable

from sqlalchemy import text
from sqlmodel import Session

from rules.names import grams, match_query


def add(session: Session, index: str, rows: Iterable[tuple[int, str]]) -> None:
    """Index (row id, searchable text) pairs; `index` is application, licence, penalty or blacklist."""
    values = [{"id": row_id, "g": grams(name)} for row_id, name in rows]
    if not values:
        return
    if session.get_bind().dialect.name == "postgresql":
        statement = f"insert into {index}_grams(id, grams) values (:id, string_to_array(:g, ' ')) "  # noqa: S608
        session.execute(text(statement + "on conflict (id) do update set grams = excluded.grams"), values)
    else:
        session.execute(text(f"insert into {index}_gram(rowid, g) values (:id, :g)"), values)  # noqa: S608


def remove(session: Session, index: str, row_id: int, name: str) -> None:
    """Take a name out again (SQLite's contentless index wants the old text)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"delete from {index}_grams where id = :id"), {"id": row_id})  # noqa: S608
    else:
        statement = f"insert into {index}_gram({index}_gram, rowid, g) values ('delete', :id, :g)"  # noqa: S608
        session.execute(text(statement), {"id": row_id, "g": grams(name)})


def condition(session: Session, index: str, table_id: str, query: str) -> tuple[str, dict[str, object]]:
    """Return (SQL condition on `table_id`, parameters) that selects rows whose grams hold the query's."""
    if session.get_bind().dialect.name == "postgresql":
        sql = f"{table_id} in (select id from {index}_grams where grams @> string_to_array(:grams, ' '))"  # noqa: S608
        return sql, {"grams": " ".join(_pieces(query))}
    return f"{table_id} in (select rowid from {index}_gram where {index}_gram match :grams)", {  # noqa: S608
        "grams": match_query(query)
    }


def _pieces(query: str) -> list[str]:
    return [query] if len(query) == 1 else [query[i : i + 2] for i in range(len(query) - 1)]

"""The name index: unigrams and bigrams of names, so that one character finds as fast as ten."""

from collections.abc import Iterable, Sequence
from functools import partial

from sqlalchemy import text
from sqlmodel import Session

from rules.names import gram_text, query_grams
from usecases import together

Condition = tuple[str, dict[str, object]]
NOTHING: Condition = ("1 = 0", {})
AT_ONCE = 5000
UNNESTED = (
    "select t.id, string_to_array(t.words, ' ') "
    "from unnest(cast(:ids as bigint[]), cast(:texts as text[])) as t(id, words)"
)


def add(session: Session, index: str, rows: Iterable[tuple[int, str]]) -> None:
    """Index (row id, searchable text) pairs; `index` is application, penalty or blacklist."""
    put(session, index, [(row_id, gram_text(name)) for row_id, name in rows])


def put(session: Session, index: str, values: Sequence[tuple[int, str]]) -> None:
    """Index (row id, pieces with blanks between them) pairs."""
    together.put_by(session, f"{index}_gram", partial(_put, index=index), values)


def _put(session: Session, values: Sequence[tuple[int, str]], index: str) -> None:
    if _is_postgres(session):
        statement = f"insert into {index}_grams(id, grams) {UNNESTED} "
        statement += "on conflict (id) do update set grams = excluded.grams"
        for start in range(0, len(values), AT_ONCE):
            ids, texts = zip(*values[start : start + AT_ONCE], strict=True)
            session.execute(text(statement), {"ids": list(ids), "texts": list(texts)})
    elif values:
        statement = f"insert into {index}_gram(rowid, g) values (?, ?)"  # noqa: S608
        session.connection().exec_driver_sql(statement, list(values))


def remove(session: Session, index: str, row_id: int, name: str) -> None:
    """Take a name out again."""
    remove_all(session, index, [(row_id, name)])


def remove_all(session: Session, index: str, rows: Iterable[tuple[int, str]]) -> None:
    """Take (row id, searchable text) pairs out again; SQLite's contentless index wants the old text."""
    take(session, index, [(row_id, gram_text(name)) for row_id, name in rows])


def take(session: Session, index: str, rows: Sequence[tuple[int, str]]) -> None:
    """Take (row id, pieces) pairs out again, the same that were put."""
    if _is_postgres(session):
        ids = [row_id for row_id, _ in rows]
        gone = f"delete from {index}_grams where id = any(cast(:ids as bigint[]))"  # noqa: S608
        session.execute(text(gone), {"ids": ids})
        return
    values = [{"id": row_id, "g": words} for row_id, words in rows]
    if values:
        statement = f"insert into {index}_gram({index}_gram, rowid, g) values ('delete', :id, :g)"  # noqa: S608
        session.execute(text(statement), values)


def settle(session: Session, index: str, table: str) -> None:
    """After very many changes, let PostgreSQL search fast at once, not only after its next vacuum."""
    if _is_postgres(session):
        session.execute(text(f"select gin_clean_pending_list('ix_{index}_grams')"))
        session.execute(text(f"analyze {table}, {index}_grams"))


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


def overlapping(session: Session, index: str, table_id: str, words: Sequence[str]) -> Condition:
    """Return (SQL condition, parameters) that selects rows that hold at least one of many words."""
    if not words:
        return NOTHING
    if _is_postgres(session):
        sql = f"{table_id} in (select id from {index}_grams where grams && cast(:words as text[]))"  # noqa: S608
        return sql, {"words": list(words)}
    match = " OR ".join(f'"{word}"' for word in words)
    return f"{table_id} in (select rowid from {index}_gram where {index}_gram match :words)", {"words": match}  # noqa: S608


def _is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"

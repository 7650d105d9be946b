"""The search indices (stack 7): FTS5 on SQLite, arrays with GIN and B-trees on PostgreSQL.

On SQLite the index of applications holds, beside the pieces of the names, every value that the queue filters or
searches by, as a word of its own (migrations.words): one index then answers any combination of filters in the order
of receipt. Triggers keep these words, so that no deed can forget them; what arrives is entered a page at a time (view
`application_words`), because a trigger would cost more than all the rest of intake. PostgreSQL's index of licences
holds their status and district in the same words: a filter of few licences then is no walk through many names. Its
B-trees of applications hold every column that the queue filters by, so that no row is read only to be passed over.
"""

from collections.abc import Iterable, Iterator

from alembic import op

from migrations.words import FILTERS, INITIALS, NUMBERS, PLACED, of_application, of_columns, to_filter_by, to_search_by

SUBJECTS = {  # subject: its table
    "application": "applications",
    "penalty": "penalties",
    "blacklist": "blacklist_entries",
    "licence": "licences",
}
FTS5 = "using fts5(g, content='', detail=none, columnsize=0, tokenize='unicode61 remove_diacritics 0')"
ENTERED = (  # what is received enters the index a moment later (usecases.unfolding); then its words are the newest
    "old.id < coalesce((select next from sequences where name = 'applications-named'), 9223372036854775807)"
)
LICENCE_FILTERS = {"status": "s", "district": "d"}
ON_SQLITE = (  # besides the words
    "ix_found_applications_state on applications (state, id)",
    "ix_found_applications_licence_no on applications (licence_no) where licence_no <> ''",  # whole numbers
)
ASKED = ("state", "channel", "item", "screening", "assigned_to", *PLACED)


def _with_the_rest(first: str) -> str:
    """Return the columns of an index in the order of receipt, behind which stands what else may be asked."""
    return f"({', '.join((first, 'id', *(name for name in ASKED if name != first)))})"


ON_POSTGRESQL = {  # index of applications: what it is over
    **{f"ix_found_applications_{name}": _with_the_rest(name) for name in ("state", "channel", "item", "screening")},
    "ix_found_applications_card": "(card, id) where card <> 'none'",
    "ix_found_applications_assigned": f"{_with_the_rest('assigned_to')} where assigned_to is not null",
    "ix_found_applications_office": _with_the_rest("(coalesce(taken_over, district))"),
    "ix_found_applications_offered": "(offered_to, id) where offered_to is not null",
    "ix_found_applications_passed_on": "(district, id) where taken_over is not null",
    "ix_found_applications_ref": "(channel_ref)",
    **{f"ix_found_applications_{name}": f"({name} text_pattern_ops)" for name in (*INITIALS, *NUMBERS)},
}


def _word(row: str, name: str) -> str:
    """Return PostgreSQL's expression of the word of a filter of a licence, the same as SQLite's."""
    return f"chr(57344) || '{LICENCE_FILTERS[name]}' || encode(convert_to({row}{name}, 'UTF8'), 'hex')"


def _on_postgresql() -> Iterator[str]:
    """Yield what keeps the words of a licence: entered with its pieces, whoever enters them, and changed with it."""
    words = ", ".join(_word("licences.", name) for name in LICENCE_FILTERS)
    found = f"select new.grams || array[{words}] into new.grams from licences where licences.id = new.id"  # noqa: S608
    grams = "grams"
    for name in LICENCE_FILTERS:
        grams = f"array_replace({grams}, {_word('old.', name)}, {_word('new.', name)})"
    changed = " or ".join(f"old.{name} is distinct from new.{name}" for name in LICENCE_FILTERS)
    change = f"update licence_grams set grams = {grams} where id = new.id"  # noqa: S608
    for name, work, then in (("licence_grams_entered", found, "new"), ("licences_filtered", change, "null")):
        yield f"create function {name}() returns trigger language plpgsql as $$ begin {work}; return {then}; end $$"
    yield (
        "create trigger licence_grams_entered before insert on licence_grams "
        "for each row execute function licence_grams_entered()"
    )
    yield (
        f"create trigger licences_filtered after update of {', '.join(LICENCE_FILTERS)} on licences "
        f"for each row when ({changed}) execute function licences_filtered()"
    )


def create() -> None:
    """Create the index of every subject; `usecases` keep the names' pieces in the transaction of the name."""
    if op.get_bind().dialect.name == "sqlite":
        for subject in SUBJECTS:
            op.execute(f"create virtual table {subject}_gram {FTS5}")
        words = of_application("applications")
        op.execute(f"create view application_words as select id, {words} as words from applications")  # noqa: S608
        for name, statement in triggers().items():
            op.execute(f"create trigger {name} {statement}")
        for index in ON_SQLITE:
            op.execute(f"create index {index}")
        return
    for subject, table in SUBJECTS.items():
        owner = f"id bigint primary key references {table} (id) on delete cascade"
        op.execute(f"create table {subject}_grams ({owner}, grams text[] not null)")
        op.execute(f"create index ix_{subject}_grams on {subject}_grams using gin (grams)")
    for statement in _on_postgresql():
        op.execute(statement)
    for name, over in ON_POSTGRESQL.items():
        op.execute(f"create index {name} on applications {over}")


def drop() -> None:
    """Drop them; triggers and B-trees go with their table."""
    ending = "gram" if op.get_bind().dialect.name == "sqlite" else "grams"
    if ending == "gram":
        for name in triggers():
            op.execute(f"drop trigger {name}")
        op.execute("drop view application_words")
    else:
        op.execute("drop function licence_grams_entered() cascade")
        op.execute("drop function licences_filtered() cascade")
    for subject in SUBJECTS:
        op.execute(f"drop table {subject}_{ending}")


def triggers() -> dict[str, str]:
    """Return SQLite's triggers by name; create them again after a batch change of their table, which drops them."""
    return _of_applications() | _of_licences()


def _of_licences() -> dict[str, str]:
    """Keep the words of the filters; the pieces of names come from usecases.licence_index."""
    old, new = (of_columns(row, LICENCE_FILTERS) for row in ("old", "new"))
    take, put = _take(old, "licence"), _put(new, "licence")
    changed = " or ".join(f"old.{name} is not new.{name}" for name in LICENCE_FILTERS)
    names = ", ".join(LICENCE_FILTERS)
    return {
        "licences_entered": f"after insert on licences begin {put} end",
        "licences_removed": f"after delete on licences begin {take} end",
        "licences_filtered": f"after update of {names} on licences when {changed} begin {take} {put} end",
    }


def _of_applications() -> dict[str, str]:
    filtered = (*FILTERS, *PLACED)
    changed, renamed = _changed(filtered), _changed((*INITIALS, *NUMBERS))
    return {
        "applications_filtered": f"after update of {', '.join(filtered)} on applications when {changed} "
        f"begin {_take(to_filter_by('old'))} {_put(to_filter_by('new'))} end",
        "applications_renamed": f"after update of {', '.join((*INITIALS, *NUMBERS))} on applications when {renamed} "
        f"begin {_take(to_search_by('old'))} {_put(to_search_by('new'))} end",
    }


def _changed(names: Iterable[str]) -> str:
    """Return when there is something to change in the index of applications."""
    return f"({' or '.join(f'old.{name} is not new.{name}' for name in names)}) and {ENTERED}"


def _put(words: str, subject: str = "application") -> str:
    return f"insert into {subject}_gram(rowid, g) values (new.id, {words});"  # noqa: S608


def _take(words: str, subject: str = "application") -> str:
    return f"insert into {subject}_gram({subject}_gram, rowid, g) values ('delete', old.id, {words});"  # noqa: S608

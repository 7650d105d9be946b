"""Look numbers up in the blacklists: every form under which one may stand there, by the index alone."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from sqlmodel import Session

from rules.identifiers import normal_number
from rules.identifiers.typed import mended
from usecases.blacklist_rows import list_number

OLD = 15  # places of a former number
MOST = 16  # forms asked in one statement: an applicant has three numbers, each in up to four forms
STATEMENT = (
    "select id from blacklist_entries where lifted_at is null and number in ({})",
    {True: ", ".join(["?"] * MOST), False: ", ".join(["%s"] * MOST)},
)
BY_DRIVER = {sqlite: STATEMENT[0].format(marks) for sqlite, marks in STATEMENT[1].items()}


@lru_cache(maxsize=4096)
def forms(number: str) -> frozenset[str]:
    """Return the forms under which a number may stand in a list: as written, 15 digits as 18, O and I as 0 and 1."""
    normal, meant = normal_number(number), mended(number)
    every = {form for one in {normal, meant} for form in (one, *(_old(one) if len(one) == OLD else ()))}
    return frozenset(every - {""})


def _old(number: str) -> tuple[str, str]:
    """Return what 15 figures may stand for: an ID number of today's length, or a registration number as it is."""
    return list_number(number), list_number(number, "enterprise")


def entry_ids(session: Session, numbers: Iterable[str]) -> list[int]:
    """Return the ids of the entries that are not lifted and bear one of these numbers, in any of its forms.

    The driver is asked without a compiler in between: most applicants are on no list, and all of them wait.
    """
    wanted = sorted({form for number in numbers if number for form in forms(number)})
    return [row for start in range(0, len(wanted), MOST) for row in _ids(session, wanted[start : start + MOST])]


def _ids(session: Session, wanted: Sequence[str]) -> list[int]:
    connection = session.connection()
    statement = BY_DRIVER[connection.dialect.name == "sqlite"]
    values = (*wanted, *[wanted[0]] * (MOST - len(wanted)))
    return [row[0] for row in connection.exec_driver_sql(statement, values)]

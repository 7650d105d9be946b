"""The words under which SQLite's index of applications holds a row: what it is filtered by, what it is searched by.

Nearly every application was granted and most are about a new licence. To look through the lists of such words costs
more than everything else, so what is so is held under the pairs too: the kiosk's, and of those the granted ones.
"""

from collections.abc import Mapping

FILTER, KEY = (
    "char(57344)",
    "char(57345)",
)  # private characters begin what is no piece of a name (usecases.application_index)
FILTERS = {"state": "s", "channel": "c", "item": "i", "card": "d", "screening": "o", "assigned_to": "a"}
OFFICES = {  # an expression, and the letter of its word: which offices an application is found under (competence)
    "coalesce({row}.taken_over, {row}.district)": "p",
    "{row}.offered_to": "p",
    "case when {row}.taken_over is not null then {row}.district end": "r",
}
PLACED = ("district", "taken_over", "offered_to")
FREQUENT = {"state": ("granted", "g"), "item": ("new", "n")}  # a value of most rows, and the letter of its pairs
ALONE = "card"  # few have one: nothing is gained by its pairs
INITIALS = ("initials", "shop_initials")
NUMBERS = ("party_no", "uscc", "licence_no")
STARTS = {INITIALS: (1,), NUMBERS: (4, 6, 8)}  # where very many begin alike, such a start is a word of its own


def of_application(row: str) -> str:
    """Return the expression of every word of a row."""
    return f"{to_filter_by(row)}||{to_search_by(row)}"


def to_filter_by(row: str) -> str:
    """Return the expression of every word that applications are filtered by, alone and in pairs."""
    pairs = [
        f"case when {row}.{column} = '{value}' then {_paired(row, column, letter)} else '' end"
        for column, (value, letter) in FREQUENT.items()
    ]
    return "||".join([of_columns(row, FILTERS), _of_offices(row), *pairs])


def _paired(row: str, column: str, letter: str) -> str:
    others = {name: each for name, each in FILTERS.items() if name not in {column, ALONE}}
    return f"{of_columns(row, others, letter)}||{_of_offices(row, letter)}"


def of_columns(row: str, filters: Mapping[str, str], pair: str = "") -> str:
    """Return the expression of the words to filter by; in hexadecimal each value is one word."""
    return "||".join(
        f"{FILTER}||'{pair}{letter}'||hex(coalesce({row}.{name}, ''))||' '" for name, letter in filters.items()
    )


def _of_offices(row: str, pair: str = "") -> str:
    """Return the expression of the words of the offices; where there is none, no word."""
    offices = [(of.format(row=row), letter) for of, letter in OFFICES.items()]
    return "||".join(f"coalesce({FILTER}||'{pair}{letter}'||hex({of})||' ', '')" for of, letter in offices)


def to_search_by(row: str) -> str:
    """Return the expression of the words to search by: the whole value, and the starts."""
    values = [f"{row}.{name}" for name in ("channel_ref", *INITIALS, *NUMBERS)]
    values += [
        f"substr({row}.{name}, 1, {length})"
        for names, lengths in STARTS.items()
        for name in names
        for length in lengths
    ]
    return "||".join(f"{KEY}||{value}||' '" for value in values)

"""Carton codes in a text or file: one line of 32, or two lines of 16 that were scanned or typed in either order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rules.identifiers.goods import AS_DIGITS, AS_LETTERS, LINE_1, LINE_2
from rules.identifiers.text import normal_number

HALF = 16


@dataclass(frozen=True, slots=True)
class Piece:
    """One code as it was given: the number of its first line, and its text in the order of the carton."""

    line: int
    text: str


def first_half(text: str) -> bool:
    """Tell whether a text can be the upper line of a carton: 16 digits, O and I taken for 0 and 1."""
    return LINE_1.fullmatch(normal_number(text).translate(AS_DIGITS)) is not None


def second_half(text: str) -> bool:
    """Tell whether a text can be the lower line of a carton: 4 letters and 12 digits, 0 and 1 taken for O and I."""
    given = normal_number(text)
    return LINE_2.fullmatch(given[:4].translate(AS_LETTERS) + given[4:].translate(AS_DIGITS)) is not None


def is_half(text: str) -> bool:
    """Tell whether a text is one of the two lines of a carton."""
    return first_half(text) or second_half(text)


def in_order(text: str) -> str:
    """Return a code with its upper line first where that makes one; else as it was given, without blanks."""
    given = normal_number(text)
    first, second = given[:HALF], given[HALF:]
    swapped = not (first_half(first) and second_half(second)) and first_half(second) and second_half(first)
    return second + first if swapped else given


def paired(one: str, other: str) -> str:
    """Return the code that two lines make, in the order of the carton; "" where they do not belong together."""
    both = in_order(one + other)
    return both if first_half(both[:HALF]) and second_half(both[HALF:]) else ""


def pieces(lines: Iterable[str]) -> Iterator[Piece]:
    """Yield every code of a file; a line that is neither a code nor half of one is a code by itself, unreadable.

    Two halves alone between blank lines may stand in either order. In a longer run the upper line comes first: where
    the run does not begin with an upper and end with a lower line, a line is missing or the order is another, and
    nobody can tell which belong together: then each half is a code by itself, unreadable.
    """
    run: list[Piece] = []
    for number, line in enumerate(lines, 1):
        one = Piece(number, normal_number(line))
        if is_half(one.text):
            run.append(one)
            continue
        yield from _of_run(run)
        run = []
        if one.text:
            yield Piece(number, in_order(one.text))
    yield from _of_run(run)


def _of_run(run: list[Piece]) -> Iterator[Piece]:
    if len(run) > 2 and not (first_half(run[0].text) and second_half(run[-1].text)):
        yield from run
        return
    rest = list(run)
    while rest:
        one = rest.pop(0)
        both = paired(one.text, rest[0].text) if rest else ""
        if both and (len(run) == 2 or both.startswith(one.text)):
            rest.pop(0)
            yield Piece(one.line, both)
        else:
            yield one

"""Numbers as hands type them: O for 0, I and l for 1, letters of other alphabets that look like X."""

from rules.identifiers.organisations import check_registration, is_uscc
from rules.identifiers.persons import birth_of, check_id
from rules.identifiers.text import normal_number

LOOKING_LIKE = str.maketrans("OI|!〇ОΟХΧ×✕✗", "01110" + "00" + "XXXXX")
IN_FIGURES = str.maketrans("LSZBQ", "15280")  # letters of a USCC too: only where all the rest are figures
FIGURES = 15  # signs of the older numbers


def mended(text: str) -> str:
    """Return the number that was meant, where a look-alike was typed and all its checks agree then; else ""."""
    number = normal_number(text)
    if is_whole(number):
        return ""
    better = number.translate(LOOKING_LIKE)
    figures = better[:-1].translate(IN_FIGURES) + better[-1:]
    return next((each for each in (better, figures) if each != number and is_whole(each)), "")


def is_whole(number: str) -> bool:
    """Tell whether a number in normal form passes every check of one of its kinds."""
    if len(number) == FIGURES:
        return number.isdecimal() and (check_registration(number).valid or check_id(number).valid)
    return birth_of(number) is not None or is_uscc(number)

"""What a clerk reads, in the language that was chosen: Chinese is the source, a catalogue gives the other."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from content import HERE
from models.said import again, listed

LANGUAGES = ("zh", "en")
CONTEXT = "\x04"  # between context and text, as gettext has it
_catalogue: dict[str, str] = {}
_errors: dict[str, str] = {}  # templates of errors and the words in their fields


def _(text: str) -> str:
    """Return the text in the chosen language; text without a translation stays Chinese."""
    found = _catalogue.get(text) or _errors.get(text)  # what the rules call their states is among the errors
    return text.rpartition(CONTEXT)[2] if found is None else found


def N_(text: str) -> str:  # noqa: N802  (the customary name, known to the extractor)
    """Mark a text that is written before the language is chosen and translated where it is shown."""
    return text


def P_(context: str, text: str) -> str:  # noqa: N802  (the customary name, known to the extractor)
    """Mark a text that is translated otherwise in one context: 停业 is an item, and a state of a licence."""
    return f"{context}{CONTEXT}{text}"


def set_language(lang: str) -> None:
    """Choose the language of everything that is shown from now on; an unknown one is Chinese."""
    _catalogue.clear()
    _errors.clear()
    if lang != "zh" and lang in LANGUAGES:
        _catalogue.update(read_catalogue(catalogue_file(lang)))
        _errors.update(errors_in(lang))


def in_turn(words: Iterable[str]) -> str:
    """Return words as a list, in the language that was chosen."""
    return told(listed(words))


def told(text: str) -> str:
    """Return a text of the house (an error, a check) in the chosen language; without a translation it stays Chinese."""
    return again(text, lambda words: _errors.get(words) or _catalogue.get(words, words)) if _errors else text


def errors_in(lang: str) -> dict[str, str]:
    """Return the catalogue of errors of a language."""
    return read_catalogue(catalogue_file(lang, "errors"))


def catalogue_file(lang: str, name: str = "luqiao") -> Path:
    """Return the gettext catalogue of a language; it is read as it is, nothing is compiled."""
    return HERE / "locales" / lang / "LC_MESSAGES" / f"{name}.po"


def read_catalogue(file: Path) -> dict[str, str]:
    """Return msgid → msgstr of a .po file without plural forms; fuzzy and empty entries are left out.

    The msgid of an entry with a context is what `P_` gives.
    """
    entries: dict[str, str] = {}
    for block in file.read_text(encoding="utf-8").split("\n\n"):
        parts = dict(_parts(block))
        if parts.get("msgid") and parts.get("msgstr") and "\n#, fuzzy" not in f"\n{block}":
            context = f"{parts['msgctxt']}{CONTEXT}" if "msgctxt" in parts else ""
            entries[context + parts["msgid"]] = parts["msgstr"]
    return entries


def _parts(block: str) -> Iterator[tuple[str, str]]:
    name, text = "", ""
    for line in block.splitlines():
        if line.startswith(("msgctxt ", "msgid ", "msgstr ")):
            if name:
                yield name, text
            name, _space, quoted = line.partition(" ")
            text = ast.literal_eval(quoted)
        elif line.startswith('"'):
            text += ast.literal_eval(line)
    if name:
        yield name, text

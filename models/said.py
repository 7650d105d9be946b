"""Texts that can be said again in another language: a Chinese template, and the values of its named places."""

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Self

Words = Callable[[str], str]  # a text in the other language, or the text itself
STOP, COMMA = "。", "、"


class Said(str):
    """A Chinese text that remembers its template (the msgid) and its fields; everywhere else it is plain text."""

    __slots__ = ("fields", "template")
    template: str
    fields: dict[str, object]

    @classmethod
    def of(cls, template: str, fields: dict[str, object]) -> Self:
        """Return the text of a template with its fields filled in."""
        text = cls(template.format(**fields))
        text.template, text.fields = template, fields
        return text


def plain(value: object) -> str:
    """Return a text without its memory, for an encoder that knows plain text only; raises TypeError for all else."""
    if isinstance(value, Said):
        return str(value)
    raise TypeError(f"cannot be encoded: {type(value).__name__}")


def said(template: str, **fields: object) -> Said:
    """Return a text for a person; `template` is Chinese with named places ({name})."""
    return Said.of(template, fields)


def together(texts: Iterable[str]) -> str:
    """Return texts as one, each of which can be said again; "" where there is none."""
    found = list(texts)
    return reduce(lambda one, other: said("{one}；{other}", one=one, other=other), found) if found else ""


def listed(texts: Iterable[str]) -> str:
    """Return texts as the list of one sentence, each of which can be said again; "" where there is none."""
    found = list(texts)
    return reduce(lambda one, other: said("{one}、{other}", one=one, other=other), found) if found else ""


def sentence(texts: Iterable[str]) -> Said:
    """Return texts as one sentence with its stop."""
    return said("{words}。", words=together(texts))


def bare(text: str) -> str:
    """Return a sentence without its stop, to stand within another; it can still be said again."""
    if not isinstance(text, Said):
        return text.rstrip(STOP)
    if text.template == "{words}。":
        return str(text.fields["words"]) if not isinstance(text.fields["words"], Said) else text.fields["words"]
    return Said.of(text.template.rstrip(STOP), text.fields)


def within(text: str, change: Words) -> str:
    """Return a text with its words changed (made harmless, say): the template stays, its fields change."""
    if not isinstance(text, Said):
        return change(text)
    return Said.of(text.template, {name: within(_text(value), change) for name, value in text.fields.items()})


def _text(value: object) -> str:
    return value if isinstance(value, Said) else str(value)


def again(text: str, words: Words) -> str:
    """Say a text in other words: its template, and in its fields what has a translation (lists part by part)."""
    if not isinstance(text, Said):
        return _found(text, words)
    fields = {name: _field(value, words) for name, value in text.fields.items()}
    return _found(text.template, words).format(**fields)


def _found(text: str, words: Words) -> str:
    """Return a text in other words; one that lost its stop is found with it."""
    whole = words(text)
    if whole != text or not text or text.endswith(STOP):
        return whole
    with_stop = words(text + STOP)
    return text if with_stop == text + STOP else with_stop.removesuffix(".")


def _field(value: object, words: Words) -> str:
    """Say what stands in a field: another such text, a text as a whole, or a list of words, part by part."""
    text = _text(value)
    if isinstance(text, Said):
        return again(text, words)
    whole = _found(text, words)
    if whole != text:
        return whole
    known = [(part, words(part)) for part in text.split(COMMA)]
    whole_list = all(part != other or part.isascii() for part, other in known)  # never half of a sentence
    return words(COMMA).join(other for _part, other in known) if whole_list else text

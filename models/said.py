"""Texts that can be said again in another language: a Chinese template, and the values of its named places."""

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Self

Words = Callable[[str], str]  # a text in the other language, or the text itself


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
    """Return texts as one, each of which can be said again."""
    return reduce(lambda one, other: said("{one}；{other}", one=one, other=other), texts)


def again(text: str, words: Words) -> str:
    """Say a text in other words: its template, and in its fields what has a translation (lists part by part)."""
    if not isinstance(text, Said):
        return words(text)
    return words(text.template).format(**{name: _field(value, words) for name, value in text.fields.items()})


def _field(value: object, words: Words) -> str:
    """Say what stands in a field: another such text, a text as a whole, or a list of words, part by part."""
    if isinstance(value, Said):
        return again(value, words)
    text = str(value)
    whole = words(text)
    return whole if whole != text else "、".join(words(part) for part in text.split("、"))

"""Texts that can be said again in another language: a Chinese template, and the values of its named places."""

from collections.abc import Callable
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


def said(template: str, **fields: object) -> Said:
    """Return a text for a person; `template` is Chinese with named places ({name})."""
    return Said.of(template, fields)


def again(text: str, words: Words) -> str:
    """Say a text in other words: its template, and in its fields what has a translation (lists part by part)."""
    if not isinstance(text, Said):
        return words(text)
    fields = {name: "、".join(words(part) for part in str(value).split("、")) for name, value in text.fields.items()}
    return words(text.template).format(**fields)

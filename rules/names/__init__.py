"""Names: normal forms, pinyin, index pieces; what is left of a name (cores) and likeness are in files of their own."""

from rules.names.forms import folded, normal_name
from rules.names.grams import gram_match, gram_text, grams, query_grams
from rules.names.pinyin import initials, pinyin, syllable, syllables

__all__ = [
    "folded",
    "gram_match",
    "gram_text",
    "grams",
    "initials",
    "normal_name",
    "pinyin",
    "query_grams",
    "syllable",
    "syllables",
]

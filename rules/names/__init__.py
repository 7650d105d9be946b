"""Names: normal forms, pinyin, index pieces and likeness. What two names share is never proof of one person."""

from rules.names.cores import core_name
from rules.names.forms import folded, normal_name
from rules.names.grams import gram_match, gram_text, grams, query_grams
from rules.names.likeness import THRESHOLD, Likeness, Part, likeness
from rules.names.pinyin import initials, pinyin, syllable, syllables

__all__ = [
    "THRESHOLD",
    "Likeness",
    "Part",
    "core_name",
    "folded",
    "gram_match",
    "gram_text",
    "grams",
    "initials",
    "likeness",
    "normal_name",
    "pinyin",
    "query_grams",
    "syllable",
    "syllables",
]

"""Write `rules/names/table.py` from opencc and pypinyin: `python -m content.pinyin.build` (development only)."""

import unicodedata
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).resolve().parents[2] / "rules" / "names" / "table.py"
HEAD = '''"""Characters: traditional to simplified, and each one's first reading (made by content/pinyin/build.py)."""
# ruff: noqa: E501
# fmt: off

'''
# The reading that names of people, places and shops really use, where the dictionary lists another one first.
READINGS = {
    "厦": "xia", "行": "hang", "长": "chang", "重": "chong", "曾": "zeng", "乐": "le", "都": "du", "晟": "sheng",
    "翟": "zhai", "缪": "miao", "覃": "qin",
}  # fmt: skip
FIRST, LAST = 0x3400, 0x323AF  # CJK unified ideographs with all extensions


def plain(reading: str) -> str:
    """Return a reading without its tone: lǜ gives lv."""
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(char for char in letters if "a" <= char <= "z")


def syllables() -> dict[str, str]:
    """Return each syllable with all characters that are read so first."""
    from pypinyin.pinyin_dict import pinyin_dict

    found: dict[str, list[str]] = {}
    for code, readings in sorted(pinyin_dict.items()):
        if FIRST <= code <= LAST and unicodedata.is_normalized("NFKC", chr(code)):
            syllable = READINGS.get(chr(code)) or plain(readings.split(",")[0])
            found.setdefault(syllable, []).append(chr(code))
    return {syllable: "".join(chars) for syllable, chars in sorted(found.items()) if syllable}


def simplified() -> tuple[str, str]:
    """Return all traditional characters and, in the same order, their first simplified ones."""
    text = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    pairs = [(line.split("\t")[0], line.split("\t")[1].split(" ")[0]) for line in text.splitlines() if "\t" in line]
    wanted = sorted((old, new) for old, new in pairs if old != new and len(old) == len(new) == 1)
    return "".join(old for old, _ in wanted), "".join(new for _, new in wanted)


def render() -> str:
    """Return the whole text of the module."""
    old, new = simplified()
    entries = [f'"{syllable}": "{chars}",' for syllable, chars in syllables().items()]
    lines = [f"    {' '.join(entries[n : n + 4])}\n" for n in range(0, len(entries), 4)]
    return f'{HEAD}TRADITIONAL = "{old}"\nSIMPLIFIED = "{new}"\nSYLLABLES = {{\n{"".join(lines)}}}\n'


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")

"""Text from outside made storable: what a database refuses becomes visible, everything else stays as it came."""


def storable(text: str, limit: int | None = None) -> str:
    """Return text that both databases take: NUL as ␀, lone surrogates escaped, at most `limit` characters."""
    shown = text.replace("\0", "␀").encode("utf-8", "backslashreplace").decode()
    return shown if limit is None or len(shown) <= limit else shown[: limit - 1] + "…"


def unstorable(text: str) -> str:
    """Return the first character that a list or a record must not hold, as U+XXXX; "" when there is none.

    Controls (Cc), halves of surrogate pairs and noncharacters; invisible and private-use characters may stay.
    """
    for char in text:
        code = ord(char)
        if code < 32 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE:
            return f"U+{code:04X}"
    return ""

"""Decode and encode the texts of others strictly, GB18030 in its editions of 2005 and 2022 included."""

import re

# GB18030-2000 (Python's codec) has private-use characters at 19 two-byte codes that are real ones since 2005 and 2022
PRIVATE_USE = (
    "\ue7c7\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864"
)
SINCE_2022 = (
    "\u1e3f\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb"
)
_TO_REAL = str.maketrans(PRIVATE_USE, SINCE_2022)
_TO_OLD = str.maketrans(PRIVATE_USE + SINCE_2022, SINCE_2022 + PRIVATE_USE)
_OLD_CODES, _REAL = frozenset(PRIVATE_USE), frozenset(SINCE_2022)
UTF8_BOM = b"\xef\xbb\xbf"
_NAMED = re.compile(r"""(?:charset|encoding)\s*=\s*["']?([A-Za-z0-9_-]+)""", re.IGNORECASE)
_LONG = re.compile(rb"[\xe0-\xf4][\x80-\xbf]{2}")


def may_be_mapped(text: str) -> bool:
    """Whether a text from GB18030 holds a character that the editions write differently."""
    return not _REAL.isdisjoint(text)


def utf8_of(body: bytes, charset: str) -> bytes:
    """Return the body in UTF-8; characters that only the 2000 edition has as private use become the real ones.

    Raises UnicodeDecodeError; a byte order mark is dropped. UTF-8 is not checked here but where it is parsed.
    """
    if charset == "utf-8":
        return body.removeprefix(UTF8_BOM)
    text = body.decode("gb18030").removeprefix("\ufeff")
    return (text if _OLD_CODES.isdisjoint(text) else text.translate(_TO_REAL)).encode()


def encode(text: str, charset: str) -> bytes:
    """Return a text in the charset of the receiver; raises UnicodeEncodeError (lone surrogates)."""
    if charset == "gb18030":
        return text.translate(_TO_OLD).encode("gb18030")
    return text.encode(charset)


def utf8_guessed(body: bytes, named: str = "") -> bytes:
    """Return a body in UTF-8 whose charset is not agreed: what its head names, BOM, UTF-8, GB18030, each strictly.

    `named` is a content type or the first line of an XML document. A head that says GBK over what can only be UTF-8
    is not believed. Raises UnicodeDecodeError where nothing fits; nothing is ever replaced.
    """
    found = _NAMED.search(named)
    name = found[1].lower() if found else ""
    if body.startswith(UTF8_BOM):
        return utf8_of(body, "utf-8").decode().encode()
    first = "gb18030" if name.startswith("gb") and not _surely_utf8(body) else "utf-8"
    try:
        return utf8_of(body, first).decode().encode()
    except UnicodeDecodeError:
        return utf8_of(body, "utf-8" if first == "gb18030" else "gb18030").decode().encode()


def _surely_utf8(body: bytes) -> bool:
    """Whether a body is UTF-8 with characters of three or more bytes, which GB18030 hardly ever forms."""
    if not _LONG.search(body):
        return False
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True

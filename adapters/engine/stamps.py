"""Write the moment of a signature, and draw what is used once."""

import re
import secrets as randomness
import uuid
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

from adapters.engine.vocabulary import Sign
from models.errors import InvalidInput
from models.said import said

LETTERS = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
_LETTERS = re.compile(r"yyyy|MM|dd|HH|mm|ss|SSS|[A-Za-z]+|[^A-Za-z]+")
_ZONE = re.compile(r"([+-])(\d\d):(\d\d)")


def stamp(declared: Sign, at: float, place: str = "") -> str:
    """Return a moment (seconds since the epoch) as the profile writes it; raises InvalidInput."""
    if declared.time in {"ms", "s"}:
        return str(int(at * 1000) if declared.time == "ms" else int(at))
    moment = datetime.fromtimestamp(at, UTC)
    if declared.time == "rfc1123":
        return format_datetime(moment, usegmt=True)
    return _by_pattern(moment.astimezone(_zone(declared.time_zone, place)), declared.time_pattern, place)


def new_nonce(declared: Sign) -> str:
    """Return what was never used before: hex or digits of the declared length, or a UUID."""
    if declared.nonce_kind == "uuid":
        return str(uuid.uuid4())
    if declared.nonce_kind == "digits":
        return "".join(str(randomness.randbelow(10)) for _ in range(declared.nonce))
    return randomness.token_hex((declared.nonce + 1) // 2)[: declared.nonce]


def _by_pattern(moment: datetime, pattern: str, place: str) -> str:
    """Return a moment by the letters that interface documents use; letters between quotes are not known."""
    pieces = []
    for piece in _LETTERS.findall(pattern):
        if piece == "SSS":
            pieces.append(f"{moment.microsecond // 1000:03d}")
        elif piece in LETTERS:
            pieces.append(moment.strftime(LETTERS[piece]))
        elif piece == "T" or not piece.isalpha():
            pieces.append(piece)
        else:
            raise InvalidInput(
                said("{place}：时间写法“{pattern}”中的“{piece}”不认识。", place=place, pattern=pattern, piece=piece),
                do_next="可用 yyyy MM dd HH mm ss SSS。",
            )
    return "".join(pieces)


def _zone(text: str, place: str) -> timezone:
    found = _ZONE.fullmatch(text)
    if found is None:
        raise InvalidInput(
            said("{place}：时区“{text}”写法不对，应如 +08:00。", place=place, text=text), do_next="请改正。"
        )
    offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return timezone(offset if found[1] == "+" else -offset)

"""Moments and dates as the contract writes them (sections 1 and 4 to 6)."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import formatdate

SHANGHAI = timezone(timedelta(hours=8))
_RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_NAIVE = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def local(at: float) -> datetime:
    """The moment `at` (epoch seconds) on a clock at +08:00."""
    return datetime.fromtimestamp(at, SHANGHAI)


def rfc3339(at: float) -> str:
    """`2026-11-21T09:30:00+08:00`; milliseconds are shown only where there are any."""
    moment = local(round(at, 3))
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")


def naive(at: float, between: str = " ") -> str:
    """`2026-11-21 09:30:00`, always meant at +08:00."""
    return local(at).replace(tzinfo=None).isoformat(between, "seconds")


def http_date(at: float) -> str:
    """The `Date` header for a moment."""
    return formatdate(at, usegmt=True)


def parse_rfc3339(text: str) -> float | None:
    """Epoch seconds of a moment with offset; None when it is not one."""
    if not _RFC3339.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC).timestamp()
    except (ValueError, OverflowError):
        return None


def parse_naive(text: str) -> float | None:
    """Epoch seconds of `YYYY-MM-DD HH:mm:ss` at +08:00; None when it is not one."""
    if not _NAIVE.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp()
    except (ValueError, OverflowError):
        return None


def parse_date(text: str) -> date | None:
    """A real day written `YYYY-MM-DD`; None when it is not one."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def day_of(at: float) -> date:
    """The calendar day of a moment at +08:00."""
    return local(at).date()


def next_midnight(at: float) -> float:
    """Epoch seconds of the midnight (+08:00) that follows `at`."""
    day = local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return (day + timedelta(days=1)).timestamp()

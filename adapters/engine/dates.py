"""Read days and moments in the forms that a profile allows; what two forms read apart is none."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

from adapters.engine.vocabulary.mapping import Dates

_DAYS = {
    "YYYY-MM-DD": r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)",
    "YYYY/MM/DD": r"(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})",
    "YYYY.MM.DD": r"(?P<y>\d{4})\.(?P<m>\d{1,2})\.(?P<d>\d{1,2})",
    "YYYY_MM-DD": r"(?P<y>\d{4})_(?P<m>\d\d)-(?P<d>\d\d)",
    "YYYYMMDD": r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)",
    "DD/MM/YYYY": r"(?P<d>\d\d)/(?P<m>\d\d)/(?P<y>\d{4})",
    "MM/DD/YYYY": r"(?P<m>\d\d)/(?P<d>\d\d)/(?P<y>\d{4})",
}
_CLOCK = r"(?P<H>\d\d):(?P<M>\d\d):(?P<S>\d\d)"
_TIMES = {
    "YYYY-MM-DD HH:mm:ss": _DAYS["YYYY-MM-DD"] + " " + _CLOCK,
    "YYYY/MM/DD HH:mm:ss": _DAYS["YYYY/MM/DD"] + " " + _CLOCK,
    "YYYYMMDDHHmmss": _DAYS["YYYYMMDD"] + r"(?P<H>\d\d)(?P<M>\d\d)(?P<S>\d\d)",
}
_EPOCHS = {"ms": (13, 1000), "s": (10, 1)}  # digits; a number of another length is another unit
STEPS = {name: timedelta(seconds=1) for name in (*_TIMES, "rfc3339", "s")} | {"ms": timedelta(milliseconds=1)}
_FORMS = {name: re.compile(pattern, re.ASCII) for name, pattern in (_DAYS | _TIMES).items()}
_ZONED = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


class NotRead(ValueError):
    """A text that is in none of the forms, or that two of them read apart."""


def day_reader(declared: Dates) -> Callable[[str | int], date]:
    """Return what reads a day in Xiamen."""
    read = moment_reader(declared)
    zone = _zone(declared)
    return lambda value: read(value).astimezone(zone).date()


def moment_reader(declared: Dates) -> Callable[[str | int], datetime]:
    """Return what reads a moment; a day alone is its midnight, 24:00:00 the midnight behind it."""
    zone = _zone(declared)

    def read(value: str | int) -> datetime:
        text = str(value).strip()
        found = {one for form in declared.forms if (one := _read(text, form, zone)) is not None}
        if len(found) != 1:
            raise NotRead("不是约定写法的日期" if not found else "日期有两种读法")
        return found.pop()

    return read


def bound_writer(form: str, tz: str) -> Callable[[datetime, bool], str]:
    """Return what writes a moment as the bound of a stretch: cut to the form, never earlier where it is the last."""
    zone, step = zone_of(tz), STEPS.get(form, timedelta(days=1))

    def write(moment: datetime, last: bool) -> str:
        local = moment.astimezone(zone)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        cut = midnight + (local - midnight) // step * step
        cut += step if last and cut < local else timedelta()
        if form in _EPOCHS:
            return str(int(cut.timestamp() * _EPOCHS[form][1]))
        return cut.isoformat(timespec="seconds") if form == "rfc3339" else cut.strftime(_written(form))

    return write


def _written(form: str) -> str:
    for name, code in (("YYYY", "%Y"), ("MM", "%m"), ("DD", "%d"), ("HH", "%H"), ("mm", "%M"), ("ss", "%S")):
        form = form.replace(name, code)
    return form


def zone_of(text: str) -> timezone:
    """Return the zone that +08:00 names."""
    sign = -1 if text[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[4:6])))


def _zone(declared: Dates) -> timezone:
    return zone_of(declared.tz)


def _read(text: str, form: str, zone: timezone) -> datetime | None:
    try:
        if form in _EPOCHS:
            digits, divisor = _EPOCHS[form]
            fits = len(text) == digits and text.isascii() and text.isdigit()
            return datetime.fromtimestamp(int(text) / divisor, UTC) if fits else None
        if form == "rfc3339":
            return datetime.fromisoformat(text.upper()).astimezone(UTC) if _ZONED.fullmatch(text) else None
        found = _FORMS[form].fullmatch(text)
        return None if found is None else _moment({n: int(v) for n, v in found.groupdict().items()}, zone)
    except (ValueError, OverflowError, OSError):
        return None


def _moment(parts: dict[str, int], zone: timezone) -> datetime:
    hour, minute, second = parts.get("H", 0), parts.get("M", 0), parts.get("S", 0)
    over = hour == 24 and not minute and not second  # the end of a day, as some write midnight
    local = datetime(parts["y"], parts["m"], parts["d"], 0 if over else hour, minute, second, tzinfo=zone)
    return (local + timedelta(days=over)).astimezone(UTC)

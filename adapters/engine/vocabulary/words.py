"""The base of every table of a profile, and the forms of its values."""

from typing import Annotated, Literal

import msgspec

Duration = Annotated[str, msgspec.Meta(pattern=r"^[0-9]+(ms|s|m|h|d)$")]  # 30s, 15m, 7d
Size = Annotated[str, msgspec.Meta(pattern=r"^[0-9]+(B|KiB|MiB)$")]  # 8MiB
Rate = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]*/(s|m)$")]  # 40/s, 30/m
Quota = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]*/day$")]  # 500/day
Hours = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
Stretch = Annotated[  # 2026-11-28T22:00/2026-11-29T06:00, in +08:00
    str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d/\d{4}-\d\d-\d\dT\d\d:\d\d$")
]
Path = Annotated[str, msgspec.Meta(pattern=r"^\$(\.([A-Za-z_][A-Za-z0-9_-]*|[0-9]+))*$")]  # $.data.list, $.orders.0.no
Source = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*)*$")]  # holder.name
DayForm = Literal["YYYY-MM-DD", "YYYY/MM/DD", "YYYY.MM.DD", "YYYY_MM-DD", "YYYYMMDD", "DD/MM/YYYY", "MM/DD/YYYY"]
TimeForm = Literal["YYYY-MM-DD HH:mm:ss", "YYYY/MM/DD HH:mm:ss", "YYYYMMDDHHmmss", "rfc3339", "ms", "s"]
Zone = Annotated[str, msgspec.Meta(pattern=r"^[+-][0-9]{2}:[0-9]{2}$")]  # +08:00
Wait = Annotated[str, msgspec.Meta(pattern=r"^([0-9]+(ms|s|m|h|d)|midnight)$")]
Ttl = Annotated[str, msgspec.Meta(pattern=r"^(\$(\.[A-Za-z_][A-Za-z0-9_-]*)*|[0-9]+(ms|s|m|h|d))$")]
Host = Annotated[str, msgspec.Meta(pattern=r"^(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?$")]
Proxy = Annotated[str, msgspec.Meta(pattern=r"^http://[A-Za-z0-9.-]+:[0-9]{1,5}$")]


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a profile; only the declared keys are allowed."""

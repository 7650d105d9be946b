"""A dry run: what would change something at the other side is written to a folder instead of being sent."""

import hashlib
import re
from pathlib import Path
from urllib.parse import parse_qsl

from models.errors import OutsideUnavailable
from models.said import said
from ports.exchanges import RESTING, Crossing

CHANGING = frozenset({"send", "ack", "event", "acknowledge", "notice_ack"})
AGAIN = 60.0  # seconds until it is looked at once more; the same bytes are written once


def rehearsed(system: str, folder: Path, crossing: Crossing) -> OutsideUnavailable:
    """Write a request that is not sent, and return the error that says so; secrets are cut out of it already."""
    lines = [f"{crossing.method} {crossing.url}", *(f"{name}: {value}" for name, value in crossing.headers), "", ""]
    name = f"{crossing.operation}-{hashlib.sha256(crossing.request).hexdigest()[:16]}.txt"
    place = folder / system
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    (place / name).write_bytes("\r\n".join(lines).encode() + crossing.request)
    if fields := _fields(crossing):
        (place / name.replace(".txt", ".fields.txt")).write_text(fields, encoding="utf-8")
    return OutsideUnavailable(
        said("{system} 处于试运行：没有发出，请求写在 {file}。", system=system, file=place / name),
        kept="消息仍在待发箱中。",
        do_next="核对无误后在配置中去掉 dry_run。",
        retry_after=AGAIN,
        code=RESTING,
    )


def _fields(crossing: Crossing) -> str:
    """Return the fields of a form as people read them, one a line; nothing where the request is no form."""
    media = {name.lower(): value for name, value in crossing.headers}.get("content-type", "")
    if not media.startswith("application/x-www-form-urlencoded"):
        return ""
    charset = re.search(r"charset=([\w-]+)", media)
    pairs = parse_qsl(crossing.request.decode("ascii"), True, encoding=charset[1] if charset else "utf-8")
    return "".join(f"{name} = {value}\n" for name, value in pairs)

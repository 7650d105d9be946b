"""What the screen of carton codes shows: a verdict in large, the reasons of a reading, a history on the map."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rules import district_map
from rules.cartons import FITS, PRELIMINARY, VERDICT_NAMES, Verdict
from tui.language import _, told
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import clock, day

if TYPE_CHECKING:
    from usecases.carton_history import Seen, Stray
    from usecases.cartons import Reading

DOUBTFUL = frozenset({Verdict.UNREADABLE, Verdict.DUPLICATE_SEEN, Verdict.IN_REGISTER})
SHOWN = 50  # readings of a history


def name_of(verdict: str) -> str:
    """Return the name of a verdict."""
    return told(VERDICT_NAMES[Verdict(verdict)])


def tone_of(verdict: Verdict) -> str:
    """Return the tone of a verdict: what only asks for a second look is no accusation."""
    return "warn" if verdict in DOUBTFUL else "good" if verdict in FITS else "bad"


def large(name: str, width: int) -> list[str]:
    """Return a few words in the middle of a band of three lines, their signs set apart."""
    spaced = name if name.isascii() else " ".join(name)
    return ["", " " * max(0, (width - district_map.cells(spaced)) // 2) + spaced, ""]


def reading(one: "Reading", elsewhere: int) -> list[Entry]:
    """Return the sheet of a reading; `elsewhere` cartons of its licence were read at other shops."""
    read = one.judgement.read
    licence = str(read.parts.get("licence_no") or "")
    coded = str(read.parts.get("coded_on") or "")
    text = f"{read.normal[:16]} {read.normal[16:]}" if read.parts else one.text
    told_ = [note(told(PRELIMINARY), "warn"), pair(_("编码"), text), pair(_("编码日期"), coded)]
    told_ += [pair(_("许可证"), f"{licence}  {one.shop_name}".strip()), heading(_("理由"))]
    told_ += [note(each.why, tone_of(each.verdict)) for each in one.judgement.findings]
    told_ += [note(warning, "quiet") for warning in read.warnings[:1] if "O/0" in warning]
    if elsewhere:
        told_.append(note(_("该许可证的条盒在别家店铺读到 {n} 条，按 F4 查看。").format(n=elsewhere), "bad"))
    if one.before:
        told_.append(heading(_("此前读到 {n} 次").format(n=len(one.before))))
        told_ += [pair(day(each.on), each.place or "—") for each in one.before]
    return told_


def history(number: str, seen: "Sequence[Seen]", districts: Mapping[str, int], elsewhere: int) -> list[Entry]:
    """Return where cartons of a licence were read: the map, then the readings."""
    home = number[-12:][:6]
    told_ = [note(_("许可证 {number} 的条盒读到的地方").format(number=number), "strong")]
    told_ += [note(line) for line in district_map.drawn(districts, home)]
    legend = _("{mark} 许可证所在的区；别家店铺读到 {n} 条").format(mark=district_map.HOME, n=elsewhere)
    told_.append(note(legend, "bad" if elsewhere else "quiet"))
    if districts.get(""):
        told_.append(note(_("没有注明区的 {n} 条").format(n=districts[""]), "quiet"))
    told_.append(heading(_("读数")))
    for each in seen[:SHOWN]:
        told_.append(pair(clock(each.at), f"{each.code}  {name_of(each.verdict)}  {each.place}", ""))
    return told_


def strays(found: "Sequence[Stray]") -> list[Entry]:
    """Return the licences whose cartons were read at other shops."""
    if not found:
        return [note(_("还没有条盒在别家店铺读到。"), "quiet")]
    told_ = [note(_("条盒在别家店铺读到的许可证"), "strong")]
    words = _("{cartons} 条，在 {shops} 家店铺，最近 {last}")
    return told_ + [
        pair(each.licence_no, words.format(cartons=each.cartons, shops=each.shops, last=clock(each.last)), "warn")
        for each in found
    ]

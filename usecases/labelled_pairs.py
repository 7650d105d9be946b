"""The labelled set of names grows: hits that a person confirmed or dismissed, as pairs of names that nobody bears."""

import hashlib
import random
from datetime import date, datetime, time

from sqlalchemy import select
from sqlmodel import Session

from models.errors import InvalidInput
from models.tables.blacklist import ListHitRow
from models.tables.columns import table_of
from models.values import SHANGHAI, Officer
from rules.names import normal_name
from rules.names.disguise import disguised
from rules.names.evaluation import LabelledPair
from rules.names.likeness import likeness
from usecases import audit
from usecases.deeds import deed
from usecases.texts import storable

HITS = table_of(ListHitRow)
KINDS = {  # what a reason begins with: the kind of variant
    "同音字": "homophone", "近音字": "near_sound", "形近字": "look_alike", "音译用字": "minority", "相邻两字": "swap",
    "姓与名": "order", "多一字": "insert", "少一字": "delete", "字号一致": "suffix", "地名": "place", "拼音": "pinyin",
    "繁体": "traditional", "全角": "width", "标点": "dot", "按名称中": "operator",
}  # fmt: skip
SAID = {"confirmed": True, "dismissed": False}
AGREEING = 0.95  # from here on two names differ in their writing alone
AS_LIKELY = 2  # one pair in so many is held out, by what it is and not by chance


@deed("screening.pairs_exported")
def export(session: Session, since: date, reason: str, *, by: Officer, at: datetime) -> list[LabelledPair]:
    """Return what people decided of hits by name since a day; who took it and why stands in the ledger.

    A hit by number says nothing of names and is left out; so is one that was dismissed though the names agree: they
    are two people of one name, which no matching tells apart. The names are replaced character by character, so that
    only the slip between them stays; the same pair is told once. Raises InvalidInput without a reason.
    """
    words = storable(reason.strip(), 500)
    if not words:
        raise InvalidInput("没有写明导出的理由。", kept="什么都没有导出。", do_next="请用 --reason 写明理由。")
    c = HITS.c
    wanted = select(c.party_name, c.entry_name, c.state, c.score).where(c.state.in_(SAID), c.same_number.is_(False))
    rows = session.execute(wanted.where(c.decided_at >= datetime.combine(since, time(), SHANGHAI)).order_by(c.id))
    told = [row for row in rows if SAID[row.state] or row.score < AGREEING]
    pairs = list(dict.fromkeys(_pair(row.party_name, row.entry_name, same=SAID[row.state]) for row in told))
    facts: dict[str, object] = {"since": since.isoformat(), "pairs": len(pairs)}
    audit.tell(session, by=by, at=at, deed="screening.pairs_exported", subject="screening", note=words, facts=facts)
    return pairs


def _pair(party: str, entry: str, *, same: bool) -> LabelledPair:
    """Return one decision as a labelled pair; the same names always give the same pair."""
    digest = hashlib.sha256(f"{normal_name(party)}\0{normal_name(entry)}".encode("utf-8", "surrogatepass"))
    draw = random.Random(digest.digest()).randrange
    one, other = disguised(party, entry, draw)
    reasons = likeness(party, entry).why
    kind = next((kind for said in reasons for start, kind in KINDS.items() if said.startswith(start)), "decided")
    half = "tuned" if digest.digest()[0] % AS_LIKELY else "held"
    return LabelledPair(kind if same else "decided", same, half, one, other, "decided")

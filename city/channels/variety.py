"""How faults change a row before it is written: decided once for each revision and kept."""

from typing import Any

from city.common.dice import Dice, mark
from city.faults.chance import Chance
from city.population.applications import ODD_VARIANTS, Application, write_oddly
from city.world import World

DECIDED, MALFORMED, ODD, RARE, NAIVE = 1, 2, 4, 8, 16
_FAULTS = {"malformed_row": MALFORMED, "odd_numbers": ODD, "rare_characters": RARE, "naive_time": NAIVE}
_SALT = mark("variety")


def draw_bits(chance: Chance, channel: str, index: int, revision: int) -> int:
    """The data faults of one revision as bits."""
    bits = DECIDED
    for name, bit in _FAULTS.items():
        if name == "naive_time" and channel not in {"ixiamen", "kiosk"}:
            continue
        if chance.marks(name, channel, index, revision):
            bits |= bit
    return bits


def spoil(paper: Application, bits: int, world: World) -> None:
    """Apply odd numbers and rare characters to what the applicant wrote."""
    if bits & ODD:
        write_oddly(paper, Dice(world.seed, _SALT, paper.index, 1).pick(ODD_VARIANTS))
    if bits & RARE:
        paper.shop_name += "\U0002b5af\ue863"
        paper.reason = f"{paper.reason or ''}\U00030729𠮷㐂\U0001f3ee"


def malform(row: dict[str, Any], paper: Application, names: tuple[str, str, str]) -> None:
    """Break a finished row; `names` are the channel's names of item, mobile and attachments."""
    item, mobile, attachments = names
    draw = Dice(paper.index, _SALT, paper.revision).below(4)
    if draw == 0:
        del row[item]
    elif draw == 1:
        row[item] = "99"
    elif draw == 2:
        row[attachments] = {"wrong": True}
    else:
        holder = row if mobile in row else row["applicant"]
        holder[mobile] = 13800000000 if paper.index % 2 else None


def moment(text: str, bits: int) -> str:
    """A moment, without its offset where the fault naive_time strikes."""
    return text[:-6] if bits & NAIVE else text

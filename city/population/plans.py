"""What each application is meant to show: sixty slots a block, in an order that the seed decides."""

from dataclasses import dataclass
from functools import lru_cache

from city.common.dice import Dice, mark

ITEMS = ("new", "renew", "change", "suspend", "resume", "close", "reissue")
KINDS = ("person", "sole_trader", "enterprise", "other")
CHANNELS = ("wechat", "website", "ixiamen", "kiosk")
# which channel brings the application with the number n: the place n modulo 20
CHANNEL_PATTERN = tuple(CHANNELS[int(place)] for place in "01302031023001320310")
BLOCK = 60
_SALT = mark("plans")


@dataclass(frozen=True, slots=True)
class Plan:
    """The profile of an application and what makes it special."""

    profile: str  # clean | incomplete | barred | review | odd
    variant: str
    item: str
    kind: str


def _clean() -> list[Plan]:
    pairs = {
        "new": "sole_trader sole_trader sole_trader sole_trader sole_trader sole_trader sole_trader sole_trader "
        "enterprise enterprise enterprise person person other",
        "renew": "sole_trader sole_trader sole_trader sole_trader enterprise other",
        "change": "sole_trader sole_trader enterprise person",
        "suspend": "sole_trader enterprise",
        "resume": "sole_trader person",
        "close": "sole_trader enterprise",
        "reissue": "sole_trader other",
    }
    return [Plan("clean", "", item, kind) for item, kinds in pairs.items() for kind in kinds.split()]


_INCOMPLETE = (
    Plan("incomplete", "no_premises_proof", "new", "sole_trader"),
    Plan("incomplete", "no_id_card", "new", "person"),
    Plan("incomplete", "no_business_licence", "new", "enterprise"),
    Plan("incomplete", "no_flags", "new", "sole_trader"),
    Plan("incomplete", "no_legal_rep", "new", "other"),
    Plan("incomplete", "no_uscc", "new", "sole_trader"),
    Plan("incomplete", "no_changes", "change", "sole_trader"),
    Plan("incomplete", "no_suspend", "suspend", "sole_trader"),
    Plan("incomplete", "no_licence_no", "renew", "sole_trader"),
)
_BARRED = (
    Plan("barred", "disqualified", "new", "sole_trader"),
    Plan("barred", "concealed", "new", "person"),
    Plan("barred", "annulled", "new", "enterprise"),
    Plan("barred", "penalised_twice", "new", "sole_trader"),
    Plan("barred", "foreign_invested", "new", "enterprise"),
    Plan("barred", "defaulter", "new", "sole_trader"),
    Plan("barred", "licence_revoked", "new", "sole_trader"),
    Plan("barred", "minor", "new", "person"),
    Plan("barred", "vending", "new", "sole_trader"),
)
_REVIEW = (
    Plan("review", "legal_rep_defaulter", "new", "enterprise"),
    Plan("review", "possible_defaulter", "new", "sole_trader"),
    Plan("review", "no_tobacco_scope", "new", "sole_trader"),
    Plan("review", "young", "new", "person"),
    Plan("review", "identity_mismatch", "new", "person"),
    Plan("review", "franchise", "new", "enterprise"),
    Plan("review", "not_fixed", "new", "sole_trader"),
    Plan("review", "not_separate", "new", "person"),
    Plan("review", "no_entity", "new", "sole_trader"),
    Plan("review", "withdraws", "new", "sole_trader"),
)
_ODD = (
    Plan("odd", "full_width", "new", "sole_trader"),
    Plan("odd", "zero_width", "renew", "enterprise"),
    Plan("odd", "fifteen_digits", "new", "person"),
    Plan("odd", "lower_x", "new", "sole_trader"),
    Plan("odd", "blanks", "change", "person"),
    Plan("odd", "wrong_check_digit", "new", "sole_trader"),
)


def _turn(plans: tuple[Plan, ...], count: int, block: int) -> list[Plan]:
    return [plans[(place + count * block) % len(plans)] for place in range(count)]


@lru_cache(maxsize=512)
def _block(seed: int, block: int) -> list[Plan]:
    plans = _clean() + list(_INCOMPLETE) + _turn(_BARRED, 8, block) + _turn(_REVIEW, 5, block) + list(_ODD)
    return Dice(seed, _SALT, block).shuffled(plans)


def plan_of(seed: int, index: int) -> Plan:
    """The plan of the application with this number."""
    return _block(seed, index // BLOCK)[index % BLOCK]


def minors(seed: int, limit: int) -> list[int]:
    """All applications below `limit` whose applicant is under 18."""
    blocks = range((limit + BLOCK - 1) // BLOCK)
    return [
        block * BLOCK + place
        for block in blocks
        for place, plan in enumerate(_block(seed, block))
        if plan.variant in {"minor", "young"} and block * BLOCK + place < limit
    ]

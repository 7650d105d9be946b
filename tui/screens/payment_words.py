"""What the codes of payments are called and look like; the states have their names in the rules."""

from rules.payments import ORDERED, STATE_NAMES
from tui.language import N_
from tui.screens.casework_findings import PURPOSES

STATES = {state.value: STATE_NAMES[state] for state in ORDERED}
STATE_TONES = {
    "paid": "good", "refunded": "quiet", "cancelled": "quiet", "partial": "warn", "deferred": "", "unpaid": "",
    "overdue": "bad", "surcharged": "bad", "demanded": "bad", "at_court": "bad", "refunding": "warn",
}  # fmt: skip
KINDS = {True: N_("签名真实"), False: N_("伪造")}  # of notices
ADVICE = {  # what to do about a notice that was not booked
    True: N_("告知财政核对缴款书号；更正后的通知到达即自动入账"),
    False: N_("系统已告知财政签名无效；重发的真实通知到达即自动入账"),
}
__all__ = ["ADVICE", "KINDS", "PURPOSES", "STATES", "STATE_TONES"]

"""Papers that were once received: how long each may be used again instead of asking for it (免表)."""

from datetime import date

from rules.basis import LegalBasis
from rules.lawrows import PaperRule
from rules.terms.spans import add_months

BASIS = LegalBasis("国务院关于在线政务服务的若干规定", "国务院令第716号", "第七条", "ONLINE 7")


def last_day(rule: PaperRule, received_on: date) -> date | None:
    """Return the last day on which a paper may be used again, None where there is no limit."""
    return add_months(received_on, rule.months) if rule.months else None


def usable(rule: PaperRule | None, received_on: date, valid_to: date | None, on: date) -> bool:
    """Tell whether a paper may be used on a day: under the table of that day, and not behind its own end."""
    if rule is None or on < received_on:
        return False
    last = last_day(rule, received_on)
    return (last is None or on <= last) and (valid_to is None or on <= valid_to)

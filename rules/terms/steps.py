"""The terms around a decision: delivery, hearing, publication, what is due at once (L02, L03, L07–L12, L25–L27)."""

from collections.abc import Mapping
from datetime import date

from models.errors import Refused
from models.said import said
from rules.basis import LegalBasis
from rules.calendar import Calendar
from rules.lawrows import TermRule
from rules.terms.spans import Reckoned, backward, forward

BASIS = LegalBasis("行政许可法", 2019, "第三十二条、第三十四条、第四十四条、第四十七条、第四十八条", "ALL 32–48")
Terms = Mapping[str, TermRule]
AT_ONCE = ("L02", "L03", "L08", "L26")  # no days are counted: due on the day of the event


def at_once(term: str, day: date, terms: Terms, calendar: Calendar) -> Reckoned:
    """Return when something without a number of days is due: on the day itself (L02, L03, L08, L26)."""
    if term not in AT_ONCE:
        raise KeyError(term)
    return forward(terms[term], day, calendar)


def delivery(decided_on: date, terms: Terms, calendar: Calendar) -> Reckoned:
    """Return until when the licence must be issued and delivered (L07: 10 working days, ALL 44)."""
    return forward(terms["L07"], decided_on, calendar)


def check_officers(count: int, terms: Terms) -> None:
    """Raise Refused when fewer officers checked on the spot than the law wants (L09: two, ALL 34)."""
    rule = terms["L09"]
    if count < rule.count:
        raise Refused(
            said("实地核查须由{count}名以上人员进行（{basis}）。", count=rule.count, basis=rule.basis),
            kept="核查未记录。",
        )


def hearing_request(told_on: date, terms: Terms, calendar: Calendar) -> Reckoned:
    """Return until when a hearing may be asked for; later it is waived (L10: 5 working days, ALL 47)."""
    return forward(terms["L10"], told_on, calendar)


def hearing(requested_on: date, terms: Terms, calendar: Calendar) -> Reckoned:
    """Return until when the hearing must be held (L11: 20 working days, ALL 47)."""
    return forward(terms["L11"], requested_on, calendar)


def hearing_notice(held_on: date, terms: Terms, calendar: Calendar) -> Reckoned:
    """Return until when place and time must have been told (L12: 7 working days before, ALL 48)."""
    return backward(terms["L12"], held_on, calendar)


def publicity(decided_on: date, terms: Terms, calendar: Calendar) -> Reckoned:
    """Return until when a decision must be published (L25: 7 working days)."""
    return forward(terms["L25"], decided_on, calendar)


def disclosure(formed_on: date, terms: Terms, calendar: Calendar) -> Reckoned:
    """Return until when information must be disclosed by the bureau itself (L27: 20 working days, OGI 26)."""
    return forward(terms["L27"], formed_on, calendar)


def return_visit(received_on: date, terms: Terms, calendar: Calendar) -> Reckoned:
    """Return until when an unhappy rating must have been looked after and answered (V01: 5 working days)."""
    return forward(terms["V01"], received_on, calendar)

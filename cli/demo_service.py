"""The headless clerk's service: packs and sends letters, hands over at the window, visits unhappy raters."""

from typing import TYPE_CHECKING

from models.errors import BureauError
from models.values import Officer
from usecases import cases, deliveries, deliveries_desk, ratings, ratings_desk
from usecases.deliveries_desk import DeliveryFilter, DeliveryLine
from usecases.ratings_desk import RatingFilter

if TYPE_CHECKING:
    from wiring.office import Office

SOME = 50
WORDS = "已电话回访并说明情况（培训演示）。"


def serve(office: "Office", by: Officer) -> int:
    """Serve what is planned and visit who is unhappy, some at a time; return how much was done."""
    with office.reading() as session:
        planned = deliveries_desk.page(session, DeliveryFilter(state="planned"), limit=SOME)
        unhappy = ratings_desk.page(session, RatingFilter(state="to_visit"), limit=SOME)
    done = sum(_served(office, one, by) for one in planned)
    for rating in unhappy:
        office.perform(ratings.visit, rating.rating_id, "explained", WORDS, by=by)
    return done + len(unhappy)


def _served(office: "Office", one: DeliveryLine, by: Officer) -> bool:
    """Send a letter, or hand over to the addressee with the ID that the application names."""
    try:
        if one.way != "window":
            office.perform(deliveries.send, one.number, by=by)
            return True
        with office.reading() as session:
            who = cases.read(session, one.subject).form.applicant
        shown = who.id_no or who.legal_rep_id_no or ""
        receiver = (who.name if who.id_no else who.legal_rep_name) or one.recipient
        office.perform(deliveries.hand_over, one.number, receiver=receiver, id_no=shown, by=by)
    except BureauError:
        return False  # an address or a number that cannot be used is for a person
    return True

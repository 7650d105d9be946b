"""One screen for each subject of the bureau; the name of the mode is the subject."""

from tui.screens.alarms import AlarmsView
from tui.screens.applications import ApplicationsView
from tui.screens.appointments import AppointmentsView
from tui.screens.blacklist import BlacklistView
from tui.screens.cards import CardsView
from tui.screens.catalogue import CatalogueView
from tui.screens.deliveries import DeliveriesView
from tui.screens.feedback import FeedbackView
from tui.screens.home import HomeView
from tui.screens.instant import InstantView
from tui.screens.jobs import JobsView
from tui.screens.licences import LicencesView
from tui.screens.outbox import OutboxView
from tui.screens.penalties import PenaltiesView
from tui.screens.quarantine import QuarantineView
from tui.screens.ratings import RatingsView
from tui.screens.recomputations import RecomputationsView
from tui.screens.reviews import ReviewsView
from tui.screens.sign_in import SignInView
from tui.screens.statistics import StatisticsView
from tui.screens.window import WindowView
from tui.view import View

VIEWS: dict[str, type[View]] = {
    "sign_in": SignInView,
    "home": HomeView,
    "applications": ApplicationsView,
    "licences": LicencesView,
    "penalties": PenaltiesView,
    "blacklist": BlacklistView,
    "outbox": OutboxView,
    "jobs": JobsView,
    "quarantine": QuarantineView,
    "alarms": AlarmsView,
    "feedback": FeedbackView,
    "cards": CardsView,
    "deliveries": DeliveriesView,
    "ratings": RatingsView,
    "instant": InstantView,
    "recomputations": RecomputationsView,
    "statistics": StatisticsView,
    "reviews": ReviewsView,
    "window": WindowView,
    "appointments": AppointmentsView,
    "catalogue": CatalogueView,
}

"""One screen for each subject of the bureau, loaded when it is first visited; the name of the mode is the subject."""

from dataclasses import dataclass
from importlib import import_module

from tui.view import View
from tui.words import SUBJECTS


@dataclass(frozen=True, slots=True)
class Place:
    """Where the screen of a subject is: the class SubjectView in the file of its name."""

    subject: str

    @property
    def view(self) -> type[View]:
        """Return the class of the screen; its file is loaded when it is first asked for (decision 0014)."""
        module = import_module(f"tui.screens.{self.subject}")
        found: type[View] = getattr(module, f"{self.subject.title().replace('_', '')}View")
        return found

    def __call__(self) -> View:
        """Return a new screen."""
        return self.view()


VIEWS = {subject: Place(subject) for subject in SUBJECTS}

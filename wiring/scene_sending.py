"""A scene on its way into its case: pictures first, then the journal; the command and the screen send alike."""

from pathlib import Path
from typing import TYPE_CHECKING

from models.errors import Conflict
from models.values import Officer
from wiring.scene_journal import carry_photos, photos_of, read_scene

if TYPE_CHECKING:
    from usecases.casework_scene import Brought
    from wiring.office import Office


def send(office: "Office", file: Path, content: bytes, number: str = "", *, by: Officer | None = None) -> "Brought":
    """Bring a journal into a case (its own where no number is said); without an officer only look what would change.

    The same journal twice changes nothing. Raises NotFound, InvalidInput, Refused.
    """
    from usecases import casework_scene

    scene, digest = read_scene(content)
    number = number or scene.case
    with office.reading() as session:
        found = casework_scene.preview(session, number, scene)
    if by is None or not found.new:
        return found
    carry_photos(scene, photos_of(file), office.store)
    try:
        return office.perform(casework_scene.bring, number, scene, digest, by=by)
    except Conflict:  # somebody brought the same journal at this very moment: look again
        with office.reading() as session:
            return casework_scene.preview(session, number, scene)

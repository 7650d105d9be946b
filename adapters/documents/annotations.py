"""What stands on a page beside its own content: seals, filled fields, stamps, as drawings that stay."""

from collections.abc import Iterator
from typing import Any

from pypdf import PageObject
from pypdf.generic import DictionaryObject, IndirectObject, StreamObject

HIDDEN = 0b10
Matrix = tuple[float, float, float, float, float, float]
Drawn = tuple[Any, Matrix]  # an appearance, and how it is put on the page


def appearances(page: PageObject) -> Iterator[Drawn]:
    """Yield the visible appearance of every annotation of a page with its matrix (ISO 32000-1, 12.5.5)."""
    for each in page.get("/Annots", ()) or ():
        annotation = each.get_object()
        if not isinstance(annotation, DictionaryObject) or int(annotation.get("/F", 0)) & HIDDEN:
            continue
        stream = _normal(annotation)
        rect = [float(v) for v in annotation.get("/Rect", ())]
        if isinstance(stream, StreamObject) and len(rect) == 4 and annotation.get("/Subtype") != "/Popup":
            placed = _matrix(stream, rect)
            if placed is not None:
                yield stream, placed


def _normal(annotation: DictionaryObject) -> Any:
    """Return the normal appearance; of a box that can be ticked, the one of its present state."""
    looks = _plain(annotation.get("/AP"))
    normal = _plain(looks.get("/N")) if isinstance(looks, DictionaryObject) else None
    if isinstance(normal, DictionaryObject) and not isinstance(normal, StreamObject):
        return _plain(normal.get(annotation.get("/AS", "/Off")))
    return normal


def _plain(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _matrix(stream: StreamObject, rect: list[float]) -> Matrix | None:
    box = [float(v) for v in _plain(stream.get("/BBox", ())) or ()]
    if len(box) != 4:
        return None
    a, b, c, d, e, f = (float(v) for v in _plain(stream.get("/Matrix", (1, 0, 0, 1, 0, 0))))
    corners = [(x * a + y * c + e, x * b + y * d + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    low, high = min(y for _, y in corners), max(y for _, y in corners)
    if right - left <= 0 or high - low <= 0:
        return None
    wide = (max(rect[0], rect[2]) - min(rect[0], rect[2])) / (right - left)
    tall = (max(rect[1], rect[3]) - min(rect[1], rect[3])) / (high - low)
    return wide, 0, 0, tall, min(rect[0], rect[2]) - left * wide, min(rect[1], rect[3]) - low * tall

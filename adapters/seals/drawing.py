"""The red seal as PDF drawing commands: a ring, the bureau's name along it, a star, and a line below."""

import math
from pathlib import Path

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTCollection, TTFont
from typing_extensions import override

SIZE = 119.06  # points: 42 mm across, as a bureau's seal is
MIDDLE = SIZE / 2
RING, THIN = 3.4, 1.0
RED = "0.86 0.08 0.10"
NAME_RADIUS, LARGEST, LEAST = 46.0, 17.0, 8.0  # of the name's centre line; sizes of its letters
SPREAD = math.radians(250)  # of the circle that a long name may take
STAR = 19.0


class PathPen(BasePen):  # type: ignore[misc]  # fontTools gives no types for its pens
    """Writes outlines as PDF path commands, turned, scaled and moved."""

    def __init__(self, glyphs: object, scale: float, angle: float, x: float, y: float) -> None:
        super().__init__(glyphs)
        self.commands: list[str] = []
        self._cos, self._sin = math.cos(angle) * scale, math.sin(angle) * scale
        self._x, self._y = x, y

    def _at(self, point: tuple[float, float]) -> str:
        px, py = point
        return f"{self._x + px * self._cos - py * self._sin:.2f} {self._y + px * self._sin + py * self._cos:.2f}"

    @override
    def _moveTo(self, pt: tuple[float, float]) -> None:
        self.commands.append(f"{self._at(pt)} m")

    @override
    def _lineTo(self, pt: tuple[float, float]) -> None:
        self.commands.append(f"{self._at(pt)} l")

    @override
    def _curveToOne(self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]) -> None:
        self.commands.append(f"{self._at(pt1)} {self._at(pt2)} {self._at(pt3)} c")

    @override
    def _closePath(self) -> None:
        self.commands.append("h")


class Letters:
    """The outlines of one font."""

    def __init__(self, file: Path) -> None:
        font = TTCollection(file).fonts[0] if file.suffix.lower() in (".ttc", ".otc") else TTFont(file)
        self._glyphs, self._names = font.getGlyphSet(), font.getBestCmap()
        self._em = font["head"].unitsPerEm

    def drawn(self, character: str, size: float, angle: float, x: float, y: float) -> list[str]:
        """Return a letter whose middle stands at (x, y), turned by `angle`."""
        glyph = self._glyphs[self._names.get(ord(character), ".notdef")]
        scale = size / self._em
        across, up = glyph.width / 2 * scale, 0.36 * size
        left = x - across * math.cos(angle) + up * math.sin(angle)
        foot = y - across * math.sin(angle) - up * math.cos(angle)
        pen = PathPen(self._glyphs, scale, angle, left, foot)
        glyph.draw(pen)
        return [*pen.commands, "f"]


def seal(name: str, below: str, file: Path) -> bytes:
    """Return the drawing of a seal in a square of SIZE points; `below` stands under the star."""
    letters = Letters(file)
    commands = [f"q {RED} rg {RED} RG", *_circle(MIDDLE - RING / 2 - 0.5, RING)]
    commands += _name(name, letters) + _star()
    size = min(LARGEST, 60.0 / max(1, len(below)))
    for n, character in enumerate(below):
        commands += letters.drawn(character, size, 0.0, MIDDLE + (n - (len(below) - 1) / 2) * size * 1.1, 27.0)
    return "\n".join([*commands, "Q"]).encode("ascii")


def _name(name: str, letters: Letters) -> list[str]:
    """The name from left to right over the top, every letter's foot towards the middle."""
    step = min(SPREAD / max(1, len(name) - 1), math.radians(32))
    size = max(LEAST, min(LARGEST, step * NAME_RADIUS * 0.96))
    commands: list[str] = []
    for n, character in enumerate(name):
        turn = ((len(name) - 1) / 2 - n) * step
        x, y = MIDDLE - NAME_RADIUS * math.sin(turn), MIDDLE + NAME_RADIUS * math.cos(turn)
        commands += letters.drawn(character, size, turn, x, y)
    return commands


def _star() -> list[str]:
    points = []
    for n in range(10):
        radius = STAR if n % 2 == 0 else STAR * 0.382
        angle = math.pi / 2 + n * math.pi / 5
        points.append(f"{MIDDLE + radius * math.cos(angle):.2f} {MIDDLE + radius * math.sin(angle):.2f}")
    return [f"{points[0]} m", *(f"{point} l" for point in points[1:]), "h f"]


def _circle(radius: float, width: float) -> list[str]:
    bend, m, r = radius * 0.5523, MIDDLE, radius
    return [
        f"{width} w {m + r:.2f} {m:.2f} m",
        f"{m + r:.2f} {m + bend:.2f} {m + bend:.2f} {m + r:.2f} {m:.2f} {m + r:.2f} c",
        f"{m - bend:.2f} {m + r:.2f} {m - r:.2f} {m + bend:.2f} {m - r:.2f} {m:.2f} c",
        f"{m - r:.2f} {m - bend:.2f} {m - bend:.2f} {m - r:.2f} {m:.2f} {m - r:.2f} c",
        f"{m + bend:.2f} {m - r:.2f} {m + r:.2f} {m - bend:.2f} {m + r:.2f} {m:.2f} c S",
    ]

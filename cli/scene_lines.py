"""Evidence and samples of a scene as commands print them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from models.said import said
from wiring.printable import one_line

if TYPE_CHECKING:
    from rules.scene import Scene


def found_lines(scene: "Scene") -> Iterator[str]:
    """Yield each line of evidence and each sample."""
    from rules.scene_things import KINDS

    for one in scene.things:
        yield said(
            "  {number}  {kind}  {name}  {amount}  {place}  {holder}", number=one.number, kind=KINDS[one.kind],
            name=one_line(one.name), amount=one_line(one.amount), place=one_line(one.place),
            holder=one_line(one.holder),
        )  # fmt: skip
        if one.photo is not None:
            words = {"taken_at": one.photo.taken_at, "sha256": one.photo.sha256}
            yield said("    照片{file}  {taken_at}  {sha256}", file=one_line(one.photo.file), **words)
    for each in scene.samples:
        yield said(
            "  抽样{numbers}  {product}  基数{base}条  {at}  {purpose}", numbers="、".join(each.numbers),
            product=one_line(each.product), base=each.base, at=each.at, purpose=one_line(each.purpose),
        )  # fmt: skip

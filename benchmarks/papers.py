"""Applications as the reference city writes them, for pages and for filled databases."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache

from city.population.applications import Application, Writer
from city.population.parties import People
from city.systems import kiosk, wechat

SEED = 20261122
TODAY = date(2026, 11, 22)
PROTOTYPES = 20_000  # so many different applications; a longer list repeats them under other references
RENDER = {"wechat": wechat.render, "kiosk": kiosk.render}
PREFIX = {"wechat": "WX", "kiosk": "KS"}


@lru_cache(maxsize=1)
def _writer() -> Writer:
    return Writer(People(SEED, TODAY), TODAY)


def paper(index: int, ident: str = "") -> Application:
    """Return one complete application of a made-up party."""
    return _writer().write(index, ident or f"WX{index:08d}", 1, whole=True)


def raw_rows(channel: str, count: int, updated: datetime) -> Iterator[bytes]:
    """Yield so many rows in the words of a channel, all changed at one moment, each under its own reference."""
    render, prefix = RENDER[channel], PREFIX[channel]
    made: list[bytes] = []
    for index in range(count):
        ident = f"{prefix}{index:08d}"
        if index < PROTOTYPES:
            one = paper(index, ident)
            one.submitted = one.updated = updated.timestamp()
            made.append(render(one, 0))
            yield made[-1]
        else:
            old = f"{prefix}{index % PROTOTYPES:08d}"
            yield made[index % PROTOTYPES].replace(old.encode(), ident.encode(), 1)

"""The built-in catalogue of service items, read once."""

from datetime import date
from functools import cache, lru_cache

from content import read_text
from models.values import Item
from rules.catalogue import ServiceCatalogue, parse


@cache
def services() -> ServiceCatalogue:
    """Return every version of every item."""
    return parse(read_text("catalogue/items.toml"), "items.toml")


@lru_cache(maxsize=4096)
def papers(item: Item, on: date) -> tuple[str, ...]:
    """Return the papers that an application received on a day must have."""
    return services().needed(item, on)

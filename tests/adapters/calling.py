"""Calls of a client in tests: addresses, a token, one poll."""

import httpx

from adapters.intake.channel import DeclaredChannel
from ports.intake import Page, Row

BASE = "http://outside.test"
KIOSK = f"{BASE}/kiosk/v1/applications"


async def poll(channel: DeclaredChannel) -> list[Page]:
    return [page async for page in channel.walk(None, back_days=1)]


def whole(channel: DeclaredChannel, page: Page) -> list[Row]:
    """Return the rows of a page as they are read from their bytes."""
    return [read for row in page.rows for read in channel.read_all([row.raw])]


def token(text: str, lives: int = 7200) -> httpx.Response:
    return httpx.Response(200, json={"access_token": text, "expires_in": lives})

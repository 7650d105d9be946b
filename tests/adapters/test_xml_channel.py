"""A channel and a receiver that speak XML: rows are read as strictly as those of JSON, and walks end the same way."""

from datetime import UTC, datetime

import httpx
import pytest

from adapters import build, offline
from adapters.engine.loading import profile_text
from ports.exchanges import Verdict
from tests.adapters.calling import BASE, poll, whole
from tests.adapters.conftest import StoppedClock, outside, secrets_of
from tests.adapters.declared import BASE as PLACE
from tests.adapters.declared import SEND, send, system

TRANSPORT = """
[transport]
dialect = "http-xml"
charset_in = "auto"
lists = ["$.R.row", "$.R.row.attachments"]
"""
GOOD = """<row><id>K1</id><revision>1</revision><item>new</item><state>submitted</state>
<applicant><kind>person</kind><name>王明𠮷</name><id_type>111</id_type><id_no>350203199003070014</id_no>
<mobile>13900000001</mobile></applicant><premises><name>店</name><address>址</address><district>350203</district></premises>
<attachments><id>F1</id><kind>photo</kind><name>一.jpg</name><size>12</size><sha256>%s</sha256></attachments>
<submitted_at>2026-11-21T09:00:00+08:00</submitted_at><updated_at>2026-11-21T09:00:00Z</updated_at></row>""" % (
    "a" * 64
)
BAD = GOOD.replace("K1", "K2").replace("<revision>1<", "<revision>x<")


def declared() -> tuple[str, str]:
    """Return the profile of the kiosk as it would be if the kiosk spoke XML."""
    text, source = profile_text("reference/kiosk")
    changes = {
        "\n[limits]": f"{TRANSPORT}\n[limits]",
        'records = "$.items"': 'records = "$.R.row"',
        'next = "$.next_cursor"': 'next = "$.R.next"',
        'from = "revision", type = "int"': 'from = "revision", type = "digits"',
        'type = "bool"': 'type = "bool01"',
        'from = "size", type = "int"': 'from = "size", type = "digits"',
    }
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text, source


def page(*rows: str, following: str = "") -> bytes:
    body = "".join(rows)
    return f'<?xml version="1.0" encoding="GBK"?><R><next>{following}</next>{body}</R>'.encode("gb18030")


@outside
async def test_a_walk_over_pages_of_xml_ends_and_a_broken_row_costs_no_other(
    passing: StoppedClock,
) -> None:
    pages = [page(GOOD, BAD, following="2"), page(GOOD.replace("K1", "K3"))]
    xml = {"Content-Type": "text/xml"}
    answers = [httpx.Response(200, headers=xml, content=one) for one in pages]
    outside.get(url__startswith=f"{BASE}/kiosk/v1/applications").mock(side_effect=answers)
    setting = build.Setting("kiosk", f"{BASE}/kiosk", secrets_of("kiosk"), lambda: datetime.now(UTC), passing)
    channel = build.intake(build.system_of_text(*declared(), setting))

    found = [row for one in await poll(channel) for row in whole(channel, one)]

    assert [(row.ref, row.fault != "") for row in found] == [("K1", False), ("K2", True), ("K3", False)]
    form = found[0].form
    assert form is not None
    assert form.applicant.name == "王明𠮷"
    await channel.aclose()


def test_recorded_xml_is_replayed_as_rows() -> None:
    good, bad = offline.rows(*declared(), page(GOOD, BAD))

    assert good.form is not None
    assert [(one.id, one.size) for one in good.form.attachments] == [("F1", 12)]
    assert (bad.ref, bad.form, bad.place) == ("K2", None, "$.revision")


@pytest.mark.parametrize(("charset", "label"), [("utf-8", "UTF-8"), ("gb18030", "GB18030")])
@outside
async def test_a_message_goes_out_as_xml_with_attributes_and_lists(
    passing: StoppedClock, charset: str, label: str
) -> None:
    xml = 'xml = { R = { "@v" = "1", id = "{id}", t = ["{text}", "b"], "#text" = "x" } }\n'
    transport = f'[transport]\ndialect = "http-xml"\ncharset_out = "{charset}"\n'
    sent = outside.post(f"{PLACE}/send").respond(
        200, content=b"<R><code>00</code></R>", headers={"Content-Type": "text/xml"}
    )
    outcome = '[outcome]\nrule = [{ when = { path = "$.R.code", in = ["00"] }, then = "ok" }]\n'

    answer = await send(system(transport + SEND + xml, {}, passing, outcome=outcome))

    request = sent.calls[0].request
    text = request.content.decode(charset)
    assert (
        request.headers["Content-Type"] == f"text/xml; charset={charset.upper() if charset == 'gb18030' else charset}"
    )
    assert text == f'<?xml version="1.0" encoding="{label}"?>\n<R v="1"><id>1</id><t>字</t><t>b</t>x</R>'
    assert answer.verdict is Verdict.OK

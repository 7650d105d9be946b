"""Applications come out of a front-end table once, and are acknowledged in another after they are kept."""

from dataclasses import replace

from adapters import build
from city.population.attachments import content_of
from city.systems.legacy_tables import LegacyTables
from ports.exchanges import Verdict
from tests.adapters.frontend.conftest import Reach, papers, read

PROFILE = "legacy/front_tables"


async def test_rows_of_the_same_second_are_read_once_each_over_many_pages(tables: LegacyTables, reach: Reach) -> None:
    handed = papers(230)
    tables.hand_in(handed)
    channel = build.intake(reach(PROFILE, tables.url))

    rows = await read(channel)

    assert [row.fault for row in rows] == [""] * 230
    assert sorted(row.ref for row in rows) == sorted(paper.id for paper in handed)
    first = next(row.form for row in rows if row.ref == handed[0].id)
    assert first is not None
    assert (first.premises.name, first.applicant.name) == (handed[0].shop_name, handed[0].name)
    assert [file.digest for file in first.attachments] == [file.sha256 for file in handed[0].attachments]


async def test_what_is_acknowledged_does_not_come_again_and_a_second_word_does_no_harm(
    tables: LegacyTables, reach: Reach
) -> None:
    handed = papers(3)
    tables.hand_in(handed)
    channel = build.intake(reach(PROFILE, tables.url))
    kept = [(paper.id, 1) for paper in handed[:2]]

    first = await channel.acknowledge(kept)
    again = await channel.acknowledge(kept)
    left = await read(channel)

    assert (set(first.values()), set(again.values())) == ({"acked"}, {"already"})
    assert [row.ref for row in left] == [handed[2].id]
    with tables.open() as database:
        assert database.execute("select count(*) from provinceinfosync").fetchone() == (2,)


async def test_a_file_that_is_not_there_yet_is_asked_for_again(tables: LegacyTables, reach: Reach) -> None:
    tables.hand_in(papers(1))
    channel = build.intake(reach(PROFILE, tables.url))
    (row,) = await read(channel)
    assert row.form is not None
    file = row.form.attachments[0]

    came, content = await channel.attachment(row.ref, file)
    with tables.open() as database:
        database.execute("delete from provinceattr")
    late, nothing = await channel.attachment(row.ref, file)

    assert (came.verdict, late.verdict, nothing) == (Verdict.OK, Verdict.RETRY, None)
    assert content is not None
    assert content.content == content_of(file.id, file.kind)


async def test_a_file_that_is_too_large_or_of_no_allowed_type_is_refused(tables: LegacyTables, reach: Reach) -> None:
    tables.hand_in(papers(1))
    channel = build.intake(reach(PROFILE, tables.url, attach='max = "1KiB"\ntypes = ["jpg"]'))
    (row,) = await read(channel)
    assert row.form is not None
    photo, *others = sorted(row.form.attachments, key=lambda file: file.name[-3:] != "jpg")
    large = replace(photo, size=2048)

    taken, _ = await channel.attachment(row.ref, photo)
    refused = [await channel.attachment(row.ref, file) for file in (large, *others)]

    assert taken.verdict is Verdict.OK
    assert {(answer.verdict, content) for answer, content in refused} == {(Verdict.REJECTED, None)}
    assert {answer.code for answer, _ in refused} <= {"too_large", "type_refused"}

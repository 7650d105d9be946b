"""The official calendar as a file: whole years, every fault with its line."""

from datetime import date

import pytest

from content.lawbook import calendar_with, festivals
from models.errors import InvalidInput
from rules.calendar import OFF, WORKING, DayRow, Festivals, provisional_days
from rules.calendar_file import decoded, parse_days, parse_festivals, read_official

YEAR_2027 = [f"{row.day},off,{row.name}" for row in provisional_days(festivals()[2])]


def read(lines: list[str], header: str = "date,kind,name") -> object:
    return read_official("\n".join([header, *lines]) + "\n", "test", festivals())


def test_a_whole_year_is_read_and_counts() -> None:
    rows = read_official("\n".join(["date,kind,name", *YEAR_2027, "2027-02-20,working,调休"]), "通知", festivals())

    calendar = calendar_with(rows)

    assert calendar.is_working(date(2027, 2, 20))
    assert calendar.add_working_days(date(2027, 2, 18), 2) == date(2027, 2, 20)
    assert {row.source for row in rows} == {"通知"}


def test_names_may_be_left_out_columns_may_change_places_and_empty_lines_do_not_count() -> None:
    lines = [f"off,{line[:10]}" for line in YEAR_2027]

    rows = read_official("\ufeffkind,date\n" + "\n\n".join(lines), "x", festivals())

    assert len(rows) == len(YEAR_2027)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("2027-02-30,off,x", "第21行：日期“2027-02-30”应为"),
        ("2027-2-3,off,x", "第21行：日期“2027-2-3”应为"),
        ("2027-03-03,holiday,x", "第21行：类型“holiday”应为working或off"),
        ("2027-01-01,off,x", "第21行：日期2027-01-01重复"),
        ("2027-03-03", "第21行：类型“”应为"),
    ],
)
def test_every_fault_names_its_line_and_nothing_is_kept(line: str, fault: str) -> None:
    with pytest.raises(InvalidInput, match="日历文件有误") as error:
        read([*YEAR_2027, line])

    assert fault in error.value.message
    assert error.value.kept == "没有导入任何日期。"


def test_a_half_typed_year_is_refused_and_the_missing_day_is_named() -> None:
    with pytest.raises(InvalidInput, match=r"2027-10-01（国庆节）是法定节日"):
        read([line for line in YEAR_2027 if not line.startswith("2027-10")])


def test_many_faults_are_counted_and_the_first_ten_shown() -> None:
    with pytest.raises(InvalidInput, match="等12处") as error:
        read(["x,off,x"] * 12)

    assert "第11行" in error.value.message
    assert "第12行" not in error.value.message
    with pytest.raises(InvalidInput, match=r"第11行[^等]*$"):
        read(["x,off,x"] * 10)


@pytest.mark.parametrize("header", ["date,kind,name,colour", "date,name", "kind", "date,kind,kind", ""])
def test_a_strange_header_is_a_fault_of_line_1(header: str) -> None:
    with pytest.raises(InvalidInput, match="第1行"):
        read(YEAR_2027, header)


def test_an_empty_file_says_that_it_is_empty() -> None:
    with pytest.raises(InvalidInput, match="文件里没有日期"):
        read([])


def test_a_year_beyond_a_gap_is_refused() -> None:
    rows = read_official("date,kind\n2101-01-01,off", "x", festivals())

    with pytest.raises(InvalidInput, match="日历缺少2100年"):
        calendar_with(rows)


def test_a_file_may_be_utf_8_with_or_without_mark_or_gb18030() -> None:
    text = "date,kind,name\n2027-01-01,off,元旦\n"

    assert {decoded(text.encode(code)) for code in ("utf-8", "utf-8-sig", "gb18030")} == {text}


def test_other_bytes_are_refused() -> None:
    with pytest.raises(InvalidInput, match="既不是UTF-8也不是GB18030"):
        decoded(b"\xff\xff\xff")


def test_a_festival_on_a_saturday_needs_no_line() -> None:
    saturdays = [line for line in YEAR_2027 if date.fromisoformat(line[:10]).weekday() == 5]

    assert saturdays
    read([line for line in YEAR_2027 if line not in saturdays])


def test_a_built_in_table_has_one_row_in_each_line_behind_its_head() -> None:
    festival, *more = parse_festivals("year,a,b,c,d\n2028,2028-01-26,2028-04-04,2028-05-28,2028-10-03\n")
    days = parse_days("date,kind,name\n2028-01-01,off,元旦\n2028-01-08,working,\n", "通知")

    assert (festival, more) == (
        Festivals(2028, date(2028, 1, 26), date(2028, 4, 4), date(2028, 5, 28), date(2028, 10, 3)),
        [],
    )
    assert days == (
        DayRow(date(2028, 1, 1), OFF, "元旦", "通知"),
        DayRow(date(2028, 1, 8), WORKING, "", "通知"),
    )

"""Write `cn.csv` from chinesecalendar, the State Council's notices: `python -m content.calendars.build`."""

from datetime import date
from pathlib import Path

TARGET = Path(__file__).with_name("cn.csv")
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


def days() -> list[tuple[date, str, str]]:
    """Return every day that the notices name: date, kind (working, off), holiday."""
    from chinese_calendar.constants import holidays, workdays

    off = [(day, "off", NAMES[name]) for day, name in holidays.items()]
    return sorted(off + [(day, "working", NAMES[name] + "调休上班") for day, name in workdays.items()])


def render() -> str:
    """Return the whole text of the file."""
    return "date,kind,name\n" + "".join(f"{day},{kind},{name}\n" for day, kind, name in days())


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")

"""`luqiao check KIND TEXT`: check and decode one identifier; exit status 1 when it is not valid."""

from collections.abc import Callable

from cli.context import Context
from content.lawbook import lawbook
from models.errors import InvalidInput
from models.said import said
from models.values import shanghai_date, utc_now
from rules.identifiers import (
    Identifier,
    check_barcode,
    check_carton,
    check_id,
    check_licence,
    check_registration,
    check_uscc,
)

USAGE = "luqiao check ID|USCC|REGISTRATION|LICENCE|BARCODE|CARTON TEXT"


def carton(text: str) -> Identifier:
    """Check a carton code with the readings and letters in force today."""
    today = shanghai_date(utc_now())
    return check_carton(text, today, lawbook().in_force(today).settings.carton)


KINDS: dict[str, Callable[[str], Identifier]] = {
    "ID": lambda text: check_id(text, shanghai_date(utc_now())),
    "USCC": check_uscc,
    "REGISTRATION": check_registration,
    "LICENCE": check_licence,
    "BARCODE": check_barcode,
    "CARTON": carton,
}
LABELS = {  # parts as a clerk reads them
    "type": "类型", "division": "区划代码", "division_name": "区划", "birth_on": "出生日期", "sex": "性别",
    "sequence": "顺序码", "check": "校验码", "province": "省级代码", "country": "国家或者地区",
    "department": "登记管理部门代码",
    "department_name": "登记管理部门", "category": "机构类别代码", "category_name": "机构类别",
    "organisation_code": "组织机构代码", "organ": "登记机关代码", "organ_name": "登记机关", "nature": "性质",
    "nature_name": "持证人性质", "serial": "序号", "prefix": "前缀", "china": "中国前缀", "body": "本体码",
    "line_1": "第一行", "line_2": "第二行", "coded_on": "编码日期", "case_serial": "件序号", "index": "条序号",
    "letters": "字母", "licence_no": "许可证号", "reading_sorter": "另一种读法", "industrial_serial": "工业序号",
    "sorter_case": "分拣箱号",
}  # fmt: skip


def run(argv: list[str], context: Context) -> int:
    """Print what one identifier says (contract: `check`)."""
    words = [word for word in argv if word != "--"]
    if words[:1] in (["--help"], ["-h"]):
        context.say(USAGE)
        return 0
    kind = words[0].upper() if words else ""
    option = next((word for word in words if word.startswith("--")), None)
    if kind not in KINDS or len(words) < 2 or option:
        wrong = said("没有选项“{option}”。", option=option) if option else "要写明种类和编号。"
        raise InvalidInput(
            said("命令写法有误：{wrong}", wrong=wrong),
            kept="什么都没有做。",
            do_next=said("写作 {usage}。", usage=USAGE),
        )
    found = KINDS[kind](" ".join(words[1:]))
    context.answer(found.as_json(), lambda: shown(found))
    return 0 if found.valid else 1


def shown(found: Identifier) -> str:
    """Return the answer as lines for a person."""
    lines = [f"{found.normal or '（空）'}  {'有效' if found.valid else '无效'}"]
    lines += [f"  ✗ {fault}" for fault in found.faults]
    lines += [f"  ! {warning}" for warning in found.warnings]
    lines += [
        f"  {LABELS.get(name, name)}：{_value(value)}" for name, value in found.parts.items() if value is not None
    ]
    return "\n".join(lines)


def _value(value: object) -> str:
    """Return one part in words."""
    if isinstance(value, dict):
        return ",".join(f"{LABELS.get(name, name)}{text}" for name, text in value.items())
    words = {"True": "是", "False": "否", "male": "男", "female": "女"}
    return words.get(str(value), str(value))

"""Write `docs/rights.zh.md`, who may do what, for those who audit it: `python -m tests.rules.rights_page`."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from models.values import Role
from rules.authority import ADMINISTRATORS, RIGHTS, ROLE_NAMES, roles_text
from tests.rules.law_page import table

TARGET = Path(__file__).parents[2] / "docs" / "rights.zh.md"
HEAD = """# 谁可以办什么

本页由 `python -m tests.rules.rights_page` 根据 `rules/authority.py` 生成，测试核对：权限有任何改动，都会在本页上看到。机构的分工见 `docs/offices.zh.md`。

- 列出的角色之一就可以办理；写明“两人”的，须由另一名人员确认，两人中至少一名是该栏所写的角色。
- 办理时由系统核对，控制台、命令、批量办理都一样；没有权限的，拒绝时写明由谁办理，什么都不改动。
"""  # noqa: E501


def lines() -> Iterator[str]:
    """Yield the lines behind the head."""
    yield f"- 互相排斥、也不办理业务的角色：{roles_text(ADMINISTRATORS)}。"
    yield f"- 全部角色：{'、'.join(f'{name}（`{role.value}`）' for role, name in ROLE_NAMES.items())}。"
    yield ""
    rows = [
        (deed, right.name, roles_text(right.roles), _second(right.second, right.pair), right.basis.key)
        for deed, right in sorted(RIGHTS.items())
    ]
    yield from table(["事项", "名称", "角色", "两人", "依据"], rows)


def _second(second: bool, pair: Iterable[Role]) -> str:
    return f"两人（{roles_text(pair)}）" if second else roles_text(pair)


def render() -> str:
    """Return the whole page."""
    return HEAD + "\n".join(lines())


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")

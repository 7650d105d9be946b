"""Check that a profile keeps to one generation of columns: XK_ZT "1" is valid in one and revoked in the other."""

import difflib
from collections.abc import Iterator

from adapters.engine.vocabulary import Column, Kind, Profile
from adapters.engine.wrongs import Wrong
from content.generationbook import Columns, State, generations
from models.said import said

NEEDED = {"valid": "有效", "disputed": "异议"}  # what is sent as such, where the generation has a code for it
STANDING = "standing"  # the member of a record that says how it stands


def generation_wrongs(profile: Profile) -> Iterator[Wrong]:
    """Yield what does not belong to the generation that a profile names, and the lack of a name."""
    stated, known = profile.adapter.generation, generations()
    names = "、".join(sorted(known))
    if stated is None:
        if profile.adapter.kind == "credit":
            yield Wrong(("adapter",), "缺少键“adapter.generation”", said("请写明是哪一代栏目：{names}。", names=names))
        return
    if stated not in known:
        near = difflib.get_close_matches(stated, known, 1)
        hint = said("最接近的是“{near}”。", near=near[0]) if near else said("可用：{names}。", names=names)
        yield Wrong(("adapter", "generation"), said("没有“{stated}”这一代栏目", stated=stated), hint)
        return
    for name, kind in profile.push.kinds.items() if profile.push is not None else ():
        if name in known[stated].kinds:
            yield from _columns(name, kind, known[stated])
            yield from _state(name, kind, profile, known[stated])


def state_column(name: str, kind: Kind, profile: Profile) -> str | None:
    """Return the column in which a kind says how its record stands, None where it says so by an operation."""
    generation = generations().get(profile.adapter.generation or "")
    table = generation.kinds.get(name) if generation is not None else None
    if table is None or table.state is None:
        return None
    return next((n for n, c in kind.columns.items() if _standard(n, c) == table.state.column), None)


def _standard(name: str, column: Column) -> str:
    return column.standard or name


def _place(name: str, column: str, *more: str) -> tuple[str, ...]:
    return ("push", "kinds", name, "columns", column, *more)


def _columns(name: str, kind: Kind, generation: Columns) -> Iterator[Wrong]:
    own = frozenset(generation.kinds[name].columns)
    for column_name, column in kind.columns.items():
        standard = _standard(column_name, column)
        if not column.publish:
            continue  # it never leaves
        if standard not in own:
            yield Wrong(
                _place(name, column_name),
                said(
                    "栏目“{standard}”不属于 {name} 代{others}",
                    standard=standard,
                    name=generation.name,
                    others=_others(name, standard),
                ),
                _MIXED,
            )
        if column.type == "date" and column.out not in generation.dates and column.standard is None:
            yield Wrong(
                _place(name, column_name),
                said(
                    "{name} 代的日期写作 {names}，这里是 {out}",
                    name=generation.name,
                    names="、".join(generation.dates),
                    out=column.out,
                ),
                "请改正 out。",
            )


_MIXED = "两代栏目不能混用：请核对 adapter.generation；对方改了名的栏目请写明 standard。"


def _others(name: str, column: str) -> str:
    found = [one.name for one in generations().values() if name in one.kinds and column in one.kinds[name].columns]
    return said("，是 {names} 代的", names="、".join(found)) if found else ""


def _state(name: str, kind: Kind, profile: Profile, generation: Columns) -> Iterator[Wrong]:
    """Yield what is wrong with the column of the state: where it is from, and what its codes say."""
    state = generation.kinds[name].state
    found = state_column(name, kind, profile)
    if state is None:
        return
    if found is None:
        yield Wrong(
            ("push", "kinds", name),
            said("缺少状态栏目“{column}”", column=state.column),
            "没有它，撤销和有效就分不开；请补上。",
        )
        return
    column = kind.columns[found]
    if column.source != STANDING or column.otherwise or column.default is not None or not column.publish:
        yield Wrong(
            _place(name, found), "状态只能取自 standing，没有别的来源、默认值，也不能省略", '请写 from = "standing"。'
        )
    table = profile.tables.get(column.table or "")
    if table is None:
        yield Wrong(_place(name, found), "状态栏目没有代码表", "请写明 table。")
    else:
        yield from _codes(column, table, state, generation)


def _codes(column: Column, table: dict[str, str], state: State, generation: Columns) -> Iterator[Wrong]:
    named = column.table or ""
    for word, meaning in NEEDED.items():
        if word in state.codes and word not in table:
            yield Wrong(
                ("tables", named),
                said("代码表“{named}”没有 {word}（{meaning}）", named=named, word=word, meaning=meaning),
                "请对照对方的接口文档补上。",
            )
    for word, code in table.items():
        place = ("tables", named, word)
        if word not in state.codes:
            yield Wrong(
                place,
                said("{name} 代没有“{word}”这种状态", name=generation.name, word=word),
                said("可用：{names}。", names="、".join(state.codes)),
            )
        elif column.standard is None and code != state.codes[word]:
            right = said("{word} 应为“{value}”", word=word, value=state.codes[word])
            yield Wrong(
                place,
                said(
                    "{name} 代的 {column} 中，{right}，这里是“{code}”{means}",
                    name=generation.name,
                    column=state.column,
                    right=right,
                    code=code,
                    means=_means(code, state),
                ),
                _CODE,
            )
        elif word != "valid" and code == table.get("valid"):
            yield Wrong(place, said("“{word}”与 valid 用了同一个代码“{code}”", word=word, code=code), _CODE)


_CODE = "代码写错，有效的许可会公示成撤销；请对照对方的接口文档改正。"


def _means(code: str, state: State) -> str:
    meant = [word for word, its in state.codes.items() if its == code]
    return said("（那是 {names}）", names="、".join(meant)) if meant else ""

"""What a fine may be: the cause that counts, its range with the arithmetic, and the thresholds of a hearing apart."""

from collections.abc import Iterator, Mapping

from models.errors import InvalidInput
from models.values import Fen, PartyKind
from rules.basis import LegalBasis
from rules.lawrows import Cause, Law
from rules.penalties import Range, fine_range, is_citizen, yuan

BASIS = LegalBasis("行政处罚法", 2021, "第五条、第三十四条", "APL 5, 34")
HEARING = LegalBasis("行政处罚法", 2021, "第六十三条", "APL 63")
SUMS = {"fine": "罚款", "gains": "没收违法所得", "goods": "没收物品"}
NOT_SAID = "什么都没有做。"


def charged(law: Law, code: str, *, serious: bool = False) -> Cause:
    """Return the cause of a code, or the one of its serious case; InvalidInput where there is none."""
    cause = law.cause(code)
    if not serious or cause.serious_of:
        return cause
    heavier = next((each for each in law.causes.values() if each.serious_of == cause.id), None)
    if heavier is None:
        with_one = "、".join(each.serious_of for each in law.causes.values() if each.serious_of)
        raise InvalidInput(
            f"案由{cause.id}没有情节严重的规定。", kept=NOT_SAID, do_next=f"有情节严重规定的案由：{with_one}。"
        )
    return heavier


def legal_range(cause: Cause, base: Fen | None) -> Range | None:
    """Return the range of the fine of a cause, None where the law has none; InvalidInput where its base is missing."""
    if base is None and cause.low_percent is not None:
        raise InvalidInput(
            f"{cause.id}的罚款按{cause.base}的比例计算。", kept=NOT_SAID, do_next=f"请写明{cause.base}（元）。"
        )
    return fine_range(cause, base)


def arithmetic(cause: Cause, span: Range | None) -> str:
    """Return how the range was reckoned, or what the law has in its place."""
    return span.arithmetic if span else f"{cause.id}没有法定的罚款幅度：{cause.measures}（{cause.basis}）"


def hearings(cause: Cause, kind: PartyKind, law: Law, **sums: Fen) -> list[str]:
    """Return every reason why a hearing is offered (APL 63): `fine`, `gains` and `goods` (fen) each by themselves."""
    found = [f"{cause.id}可以责令停业或者取消资格、吊销许可证"] if cause.heavy else []
    return found + list(_over(law, sums, citizen=is_citizen(kind, law)))


def _over(law: Law, sums: Mapping[str, Fen], *, citizen: bool) -> Iterator[str]:
    least = law.settings.hearing_citizen if citizen else law.settings.hearing_organisation
    who = "公民" if citizen else "单位"
    for key, amount in sums.items():
        if amount >= least:
            yield f"{SUMS[key]}{yuan(amount)}元，达到对{who}的听证标准{yuan(least)}元"

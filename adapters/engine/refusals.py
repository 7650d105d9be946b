"""Say why a question got no usable answer: worth repeating, or for a person."""

from models.errors import OutsideRejected, OutsideUnavailable
from models.said import said
from ports.exchanges import REDIRECT, Answer, Verdict

AGAIN = frozenset({Verdict.RETRY, Verdict.THROTTLED, Verdict.UNKNOWN})
KEPT = "对方的回答已原样保留。"
VERDICTS = {
    Verdict.RETRY: "稍后重试",
    Verdict.THROTTLED: "被限流",
    Verdict.UNKNOWN: "结果不明",
    Verdict.REJECTED: "被拒收",
    Verdict.STALE: "已有新版本",
    Verdict.NOT_ACKNOWLEDGED: "未先签收",
    Verdict.NOT_FOUND: "对方没有",
    Verdict.STOPPED: "凭据或配置有误",
}
OURS = {  # codes of our own; the other side's stay as they came
    "broken": "连不上或中途断开",
    "timeout": "超过时限",
    "too_large": "回答过长",
    "too_many_headers": "回答头过多",
    "content_encoding": "回答经过压缩",
    REDIRECT: "要求转到别处",
}


def refusal(system: str, answer: Answer, what: str) -> OutsideUnavailable | OutsideRejected:
    """Return the error to raise for an answer that is not a success; `what` is what was wanted."""
    why = OURS.get(answer.code, answer.code) or answer.message or "无法识别的回答"
    verdict = VERDICTS.get(answer.verdict, answer.verdict)
    words = said("{system}：{what}没有得到（{verdict}，{why}）。", system=system, what=what, verdict=verdict, why=why)
    if answer.code == REDIRECT:
        do_next = "对方要求转到别处，已拒绝；请核对该系统的地址。"
        return OutsideRejected(words, kept=KEPT, do_next=do_next, crossing=answer.crossing, code=answer.code)
    if answer.verdict in AGAIN:
        return unavailable(words, answer)
    do_next = "请核对密钥与对接规范，或联系对方。"
    return OutsideRejected(words, kept=KEPT, do_next=do_next, crossing=answer.crossing, code=answer.code)


def unavailable(words: str, answer: Answer) -> OutsideUnavailable:
    """Return the error for an answer that may be better next time."""
    return OutsideUnavailable(
        words,
        kept=KEPT,
        do_next="系统会自动重试。",
        crossing=answer.crossing,
        retry_after=answer.retry_after,
        code=answer.code,
    )

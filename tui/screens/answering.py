"""Answering a card with its reason, from the list of cards or from the case that it is about."""

from typing import Any

from tui.language import N_, _
from tui.view import View
from tui.widgets.dialogs import Option, Pick
from tui.widgets.drafted import AskNote
from tui.words import CARDS, TERMS, day, word

LIMIT = 500
TITLES = {
    "warning": N_("{card}：{subject} 将到期，原因和措施（记入台账）"),
    "yellow": N_("{card}：{subject} 未按期办结的原因和措施（记入台账）"),
}


async def answered(view: View, card: Any) -> bool:
    """Ask for the reason of a card (usecases.cards_desk.CardLine) and keep it; return whether it was kept."""
    from usecases import cards

    if not await view.read(cards.may_answer, card.id, view.officer, at=view.office.now()):
        view.say(_("请承办人、其代理人或已告知的人答复"), "warn")
        return False
    title = _(TITLES.get(card.kind, TITLES["yellow"])).format(card=word(CARDS, card.kind), subject=card.subject)
    words = await view.app.push_screen_wait(AskNote(title, draft=f"card {card.id}", limit=LIMIT, least=2))
    if not words or not await view.done(cards.answer, card.id, words):
        return False
    view.say(_("已答复：{subject}").format(subject=card.subject), "good")
    return True


async def one_answered(view: View, subject: str) -> bool:
    """Let the officer choose among the cards of a subject that wait, where there are several; then as `answered`."""
    from usecases import cards_desk

    waiting = await view.read(cards_desk.page, cards_desk.CardFilter(subject=subject, state="open"))
    options = [Option(one, f"{word(CARDS, one.kind)}  {word(TERMS, one.term)}", day(one.due_on)) for one in waiting]
    if not options:
        view.say(_("没有待答复的红黄牌"))
        return False
    picked: Any = options[0].value
    if len(options) > 1:
        picked = await view.app.push_screen_wait(Pick(_("答复哪一张牌"), options))
    return picked is not None and await answered(view, picked)

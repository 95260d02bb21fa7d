"""Words by which a letter says that it is urgent, in the languages our customers write in."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from dispatcher.mail.understanding.phrases import Phrase, phrase, places

WEIGHTS: Final[Mapping[int, str]] = {
    3: """
        fraud, scam, scammed, stolen, hacked, stranded, lawyer, attorney, legal action, sue you, emergency,
        ถูกขโมย, โดนโกง, ฉ้อโกง, ถูกแฮก, ติดค้าง, ทนายความ, ฟ้องร้อง, ฉุกเฉิน,
        诈骗, 欺诈, 被盗, 被黑, 滞留, 律师, 起诉, 紧急情况,
        کلاهبرداری, دزدیده, سرقت, هک شد*, سرگردان, وکیل, شکایت قضایی, اورژانس*,
        мошенни*, украли, украден*, взлом*, застряли, застрял, юрист*, адвокат*, в суд
    """,
    2: """
        urgent, urgently, asap, as soon as possible, immediately, right away, right now, at once,
        ด่วน, เร่งด่วน, โดยเร็วที่สุด, เดี๋ยวนี้, ทันที,
        紧急, 加急, 马上, 立刻, 立即, 尽快, 急需, 十万火急,
        فوری, فورا, اضطراری, هر چه سریع‌تر, هرچه سریع‌تر, هر چه زودتر, هرچه زودتر, همین الان,
        срочно, срочный, срочная, срочное, немедленно, как можно скорее, как можно быстрее, безотлагательно
    """,
    1: """
        quickly, hurry, last chance, by today, still waiting, third time, unacceptable,
        รีบ, วันนี้เท่านั้น, รอนานมาก, ครั้งที่สาม,
        赶紧, 今天之内, 等了很久, 第三次,
        زودتر, سریعا, تا امروز, بار سوم, منتظرم,
        быстрее, скорее, сегодня же, в третий раз, до сих пор
    """,
}
"""How much each phrase weighs: harm done, haste asked for, patience lost."""

CALM: Final = """
    no rush, no hurry, take your time, whenever you can, nothing urgent, not at all urgent, not so urgent,
    not very urgent,
    ไม่รีบ, ไม่ต้องรีบ, 不急, 不着急, 不用急, 不用着急, 不赶时间,
    عجله‌ای نیست, عجله ندارم, فوری نیست, فوری نمی‌باشد, не к спеху, не спешите, можно не спешить, несрочно
"""
"""What says the opposite; looked for first, and what stands in it counts for nothing."""

DENIALS: Final = (
    *("not ", "isn't ", "isn’t ", "wasn't ", "wasn’t ", "no ", "never ", "non-", "not that "),
    *("nothing was ", "nothing is ", "nobody was ", "haven't been ", "hasn't been "),
    *("ไม่", "ไม่ได้", "ไม่ใช่", "不", "没", "没有", "不是", "不用", "无需", "не ", "нет ", "без "),
)
"""What denies the phrase that follows it."""


class Hurry(Struct, frozen=True, kw_only=True):
    """What letters' urgent words lead to: with `raises`, words that weigh `enough` together make one urgent.

    `words` are the owner's own, with their weights; a weight of 0 takes one of ours away.
    """

    raises: bool = False
    enough: int = 3
    words: dict[str, int] = {}


SHOWN_ALONE: Final = Hurry()
"""Urgent words are shown and change nothing, unless the owner says so."""


class UrgentWords:
    """All that are looked for, ours and the owner's."""

    def __init__(self, own: Mapping[str, int]) -> None:
        ours = {said: weight for weight, listed in WEIGHTS.items() for said in _listed(listed)}
        known = {(one := phrase(said)).core: (one, weight) for said, weight in (ours | dict(own)).items()}
        self._weights = {one.said: weight for one, weight in known.values() if weight}
        self._phrases = sorted(map(phrase, self._weights), key=lambda one: (-len(one.core), one.core))
        self._calm = [phrase(said) for said in _listed(CALM)]

    def found(self, text: str) -> dict[str, int]:
        """Those in a text that went through `plainly`, each once, in their order, and their weights."""
        taken = bytearray(len(text))
        for one in self._calm:
            _take(one, places(one, text), taken)
        held = [(at, one.said) for one in self._phrases for at in self._free(one, text, taken)]
        return {said: self._weights[said] for _, said in sorted(held)}

    @staticmethod
    def _free(one: Phrase, text: str, taken: bytearray) -> Iterator[int]:
        """Where it stands undenied, and in nothing longer that was found; what it covers is taken then."""
        for at in places(one, text):
            if not any(taken[at : at + len(one.core)]):
                _take(one, [at], taken)
                if not text[max(0, at - 12) : at].endswith(DENIALS):
                    yield at


def _take(one: Phrase, where: Iterable[int], taken: bytearray) -> None:
    for at in where:
        taken[at : at + len(one.core)] = b"\1" * len(one.core)


def _listed(phrases: str) -> Iterator[str]:
    return (said for each in phrases.split(",") if (said := each.strip()))

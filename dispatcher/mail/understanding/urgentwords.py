"""Words by which a letter says that it is urgent, in the languages our customers write in."""

from typing import Final

from dispatcher.mail.understanding.rules import phrases, plainly

URGENT: Final = (
    *(
        "urgent",
        "urgently",
        "asap",
        "as soon as possible",
        "immediately",
        "right away",
        "emergency",
        "stolen",
    ),
    *("stranded", "hacked", "fraud", "scam", "lawyer", "legal action", "last chance", "deadline today"),
    *("ด่วน", "เร่งด่วน", "โดยเร็วที่สุด", "ทันที", "ฉุกเฉิน", "ถูกขโมย", "โดนโกง", "ทนายความ"),
    *("紧急", "加急", "马上", "立刻", "尽快", "被盗", "诈骗", "律师", "投诉到"),
    *("فوری", "اضطراری", "هر چه سریع‌تر", "هرچه زودتر", "دزدیده", "کلاهبرداری", "وکیل"),
    *(
        "срочно",
        "немедленно",
        "как можно скорее",
        "безотлагательно",
        "украли",
        "украден*",
        "мошенник*",
        "юрист*",
    ),
)

NOT_URGENT: Final = (
    *("not urgent", "isn't urgent", "not so urgent", "nothing urgent", "no rush", "no hurry", "non-urgent"),
    *("ไม่ด่วน", "ไม่เร่งด่วน", "ไม่รีบ", "不紧急", "不急", "不着急", "不用马上", "فوری نیست", "عجله‌ای نیست"),
    *("не срочно", "несрочно", "не к спеху"),
)
"""What says the opposite, and is taken out before one looks."""

_URGENT: Final = phrases(URGENT)
_NOT_URGENT: Final = phrases(NOT_URGENT)


def urgent_words(text: str) -> tuple[str, ...]:
    """The words in this text that say it is urgent, each once, in their order."""
    left = _NOT_URGENT.sub(" ", plainly(text))
    return tuple(dict.fromkeys(found[0] for found in _URGENT.finditer(left)))

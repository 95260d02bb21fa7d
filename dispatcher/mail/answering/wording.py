"""What an acknowledgement says, in each language we were written to in. Plain words, one promise."""

from typing import Final

from msgspec import Struct

from dispatcher.vocabulary import DAY, HOUR, MINUTE, Span


class Wording(Struct, frozen=True):
    """One language's sentences; `{n}` is a number, `{when}` a time."""

    received: str
    minutes: str
    hours: str
    days: str
    more: str


ENGLISH: Final = Wording(
    "Thank you for writing to us. Your message has been received.",
    "We will answer within {n} minutes, by {when} (UTC) at the latest.",
    "We will answer within {n} hours, by {when} (UTC) at the latest.",
    "We will answer within {n} days, by {when} (UTC) at the latest.",
    "If you want to add something, just answer this message.",
)

WORDINGS: Final = {
    "en": ENGLISH,
    "th": Wording(
        "ขอบคุณที่ติดต่อเรา เราได้รับข้อความของคุณแล้ว",
        "เราจะตอบกลับภายใน {n} นาที อย่างช้าที่สุดเวลา {when} (UTC)",
        "เราจะตอบกลับภายใน {n} ชั่วโมง อย่างช้าที่สุดเวลา {when} (UTC)",
        "เราจะตอบกลับภายใน {n} วัน อย่างช้าที่สุดเวลา {when} (UTC)",
        "หากต้องการแจ้งข้อมูลเพิ่มเติม โปรดตอบกลับข้อความนี้",
    ),
    "zh": Wording(
        "感谢您的来信，我们已经收到您的邮件。",
        "我们将在 {n} 分钟内回复您，最迟不晚于 {when}（UTC）。",
        "我们将在 {n} 小时内回复您，最迟不晚于 {when}（UTC）。",
        "我们将在 {n} 天内回复您，最迟不晚于 {when}（UTC）。",
        "如需补充信息，请直接回复本邮件。",
    ),
    "fa": Wording(
        "از پیام شما سپاسگزاریم. پیام شما دریافت شد.",
        "حداکثر ظرف {n} دقیقه، تا {when} (UTC)، به شما پاسخ می‌دهیم.",
        "حداکثر ظرف {n} ساعت، تا {when} (UTC)، به شما پاسخ می‌دهیم.",
        "حداکثر ظرف {n} روز، تا {when} (UTC)، به شما پاسخ می‌دهیم.",
        "اگر می‌خواهید چیزی اضافه کنید، به همین پیام پاسخ دهید.",
    ),
    "ru": Wording(
        "Спасибо за обращение. Мы получили ваше письмо.",
        "Мы ответим в течение {n} мин., не позднее {when} (UTC).",
        "Мы ответим в течение {n} ч., не позднее {when} (UTC).",
        "Мы ответим в течение {n} сут., не позднее {when} (UTC).",
        "Если хотите что-то добавить, просто ответьте на это письмо.",
    ),
}


def wording(language: str) -> Wording:
    """The sentences in this language; English where we have none."""
    return WORDINGS.get(language, ENGLISH)


def promise(words: Wording, left: Span, when: str) -> str:
    """By when we answer: in minutes up to two hours, in hours up to two days, then in days; rounded up."""
    for unit, most, sentence in ((MINUTE, 2 * HOUR, words.minutes), (HOUR, 2 * DAY, words.hours)):
        if left <= most:
            return sentence.format(n=max(1, -(-left // unit)), when=when)
    return words.days.format(n=-(-left // DAY), when=when)

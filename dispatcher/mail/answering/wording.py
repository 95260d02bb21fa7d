"""What an acknowledgement says, in each language we were written to in. Plain words, one promise."""

from typing import Final

from msgspec import Struct


class Wording(Struct, frozen=True):
    """One language's sentences; `{when}` is a time, `{phone}` a number, `{hours}` when it is answered.

    `by` tells the promise, `later` what is expected where the promise will not hold.
    """

    received: str
    by: str
    later: str
    call: str
    call_within: str
    more: str


ENGLISH: Final = Wording(
    "Thank you for writing to us. Your message has been received.",
    "We will answer by {when} at the latest.",
    "More people than usual are writing to us just now. We expect to answer by {when}.",
    "If it cannot wait, call us: {phone}.",
    "If it cannot wait, call us: {phone} ({hours}).",
    "If you want to add something, just answer this message.",
)

WORDINGS: Final = {
    "en": ENGLISH,
    "th": Wording(
        "ขอบคุณที่ติดต่อเรา เราได้รับข้อความของคุณแล้ว",
        "เราจะตอบกลับอย่างช้าที่สุดภายใน{when}",
        "ขณะนี้มีผู้ติดต่อเข้ามามากกว่าปกติ เราคาดว่าจะตอบกลับภายใน{when}",
        "หากเป็นเรื่องเร่งด่วน โปรดโทร {phone}",
        "หากเป็นเรื่องเร่งด่วน โปรดโทร {phone} ({hours})",
        "หากต้องการแจ้งข้อมูลเพิ่มเติม โปรดตอบกลับข้อความนี้",
    ),
    "zh": Wording(
        "感谢您的来信，我们已经收到您的邮件。",
        "我们最迟将于 {when} 前回复您。",
        "目前来信较多，我们预计在 {when} 前回复您。",
        "如有急事，请致电：{phone}。",
        "如有急事，请致电：{phone}（{hours}）。",
        "如需补充信息，请直接回复本邮件。",
    ),
    "fa": Wording(
        "از پیام شما سپاسگزاریم. پیام شما دریافت شد.",
        "حداکثر تا {when} به شما پاسخ می‌دهیم.",
        "در حال حاضر بیش از معمول پیام دریافت می‌کنیم. انتظار داریم تا {when} به شما پاسخ دهیم.",
        "اگر فوری است، با ما تماس بگیرید: {phone}.",
        "اگر فوری است، با ما تماس بگیرید: {phone} ({hours}).",
        "اگر می‌خواهید چیزی اضافه کنید، به همین پیام پاسخ دهید.",
    ),
    "ru": Wording(
        "Спасибо за обращение. Мы получили ваше письмо.",
        "Мы ответим не позднее {when}.",
        "Сейчас писем больше обычного. Мы рассчитываем ответить не позднее {when}.",
        "Если дело срочное, позвоните нам: {phone}.",
        "Если дело срочное, позвоните нам: {phone} ({hours}).",
        "Если хотите что-то добавить, просто ответьте на это письмо.",
    ),
}


def wording(language: str) -> Wording:
    """The sentences in this language; English where we have none."""
    return WORDINGS.get(language, ENGLISH)


def receipt_text(language: str, *, moment: str, kept: bool, phone: str, hours: str, name: str) -> str:
    """The whole receipt; what is "" is not spoken of. `kept` says that `moment` is what was promised."""
    words = wording(language)
    sentences = [words.received]
    if moment:
        sentences.append((words.by if kept else words.later).format(when=moment))
    if phone:
        sentences.append((words.call_within if hours else words.call).format(phone=phone, hours=hours))
    return "\n\n".join((*sentences, words.more, name))

"""What the scripted agents answer: short, polite, and in the customer's language."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Final

REPLIES: Final[Mapping[str, Sequence[str]]] = {
    "en": (
        "Hello,\n\nthank you for writing. I have looked into it and put it right;"
        " you will see the change within the hour.\n\nKind regards",
        "Hello,\n\nthank you for your patience. This is done now."
        " If anything is still not as it should be, just answer this email.\n\nKind regards",
    ),
    "th": (
        "สวัสดีค่ะ\n\nขอบคุณที่ติดต่อเรา ได้ตรวจสอบและแก้ไขให้เรียบร้อยแล้วค่ะ จะเห็นผลภายในหนึ่งชั่วโมง\n\nด้วยความเคารพ",
        "สวัสดีค่ะ\n\nขอบคุณที่รอนะคะ ดำเนินการให้เสร็จแล้ว หากยังมีปัญหา ตอบกลับอีเมลนี้ได้เลยค่ะ\n\nด้วยความเคารพ",
    ),
    "zh": (
        "您好！\n\n感谢您的来信。我们已经核实并处理完毕，一小时内即可生效。\n\n此致\n敬礼",
        "您好！\n\n感谢您的耐心等待，问题已经解决。如仍有不妥，请直接回复本邮件。\n\n此致\n敬礼",
    ),
    "fa": (
        "سلام،\n\nاز پیام شما سپاسگزاریم. موضوع را بررسی و اصلاح کردیم؛"
        " تا یک ساعت دیگر نتیجه را می‌بینید.\n\nبا احترام",
        "سلام،\n\nاز شکیبایی شما سپاسگزاریم. کار انجام شد."
        " اگر باز مشکلی بود، به همین ایمیل پاسخ دهید.\n\nبا احترام",
    ),
    "ru": (
        "Здравствуйте!\n\nСпасибо за письмо. Мы всё проверили и исправили;"
        " изменения появятся в течение часа.\n\nС уважением",
        "Здравствуйте!\n\nСпасибо за терпение. Всё готово."
        " Если что-то не так, просто ответьте на это письмо.\n\nС уважением",
    ),
}


def reply_to(language: str, dice: Random) -> str:
    """An answer in this language; in English where we have none."""
    return dice.choice(REPLIES.get(language, REPLIES["en"]))

"""What supervisors are told of the breaker of automatic letters, in five languages. Pure."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from dispatcher.mail.answering.noticing import NOTICES


class Moments(Struct, frozen=True, kw_only=True):
    """A trip as it is told: its beginning and end in words, letters counted."""

    since: str
    until: str
    most: int
    held: int
    went_to: Sequence[tuple[str, int]] = ()
    """Domains, and how many letters each got."""


class Wording(Struct, frozen=True):
    """One language's sentences."""

    stopped: str
    why: str
    went_to: str
    remedy: str
    again: str
    over: str


ENGLISH: Final = Wording(
    "Automatic letters are stopped",
    "{most} receipts and prepared answers left within an hour, as many as automatic_per_hour allows. That "
    "may be a loop with another machine, so none leaves until {until}. Letters still come in and wait for "
    "people.",
    "Most of them went to:",
    "If one of these is a machine, keep its letters apart by a rule (spam = true). If all are customers, "
    "raise automatic_per_hour in the centre file and start again.",
    "Automatic letters leave again",
    "They were stopped from {since} to {until}. {held} letters came without a receipt or a prepared answer; "
    "people answer them as ever.",
)

WORDINGS: Final = {
    "en": ENGLISH,
    "th": Wording(
        "หยุดส่งจดหมายอัตโนมัติแล้ว",
        "ภายในหนึ่งชั่วโมงมีใบตอบรับและคำตอบสำเร็จรูปออกไป {most} ฉบับ ครบตามที่ automatic_per_hour กำหนด "
        "อาจเป็นการตอบโต้วนกับเครื่องอื่น จึงจะไม่มีฉบับใดออกไปจนถึง {until} จดหมายยังคงเข้ามาและรอคนตอบ",
        "ส่วนใหญ่ส่งถึง:",
        "หากแห่งใดเป็นเครื่องอัตโนมัติ ให้แยกจดหมายของที่นั้นด้วยกฎ (spam = true) หากทั้งหมดเป็นลูกค้า "
        "ให้เพิ่ม automatic_per_hour ในไฟล์ศูนย์แล้วเริ่มใหม่",
        "จดหมายอัตโนมัติส่งได้อีกครั้ง",
        "หยุดตั้งแต่ {since} ถึง {until} มีจดหมาย {held} ฉบับที่ไม่ได้รับใบตอบรับหรือคำตอบสำเร็จรูป คนจะตอบตามปกติ",
    ),
    "zh": Wording(
        "自动邮件已停止",
        "一小时内已发出 {most} 封回执和预备答复，达到 automatic_per_hour 的上限。这可能是与另一台机器的循环，"
        "因此在 {until} 之前不再发出。来信照常收取并等待人工处理。",
        "大多发往：",
        "如果其中有机器，请用规则（spam = true）将其来信分开。如果都是客户，请在中心文件中提高 "
        "automatic_per_hour 并重新启动。",
        "自动邮件恢复发送",
        "从 {since} 到 {until} 曾停止。有 {held} 封来信没有收到回执或预备答复；照常由人工回复。",
    ),
    "fa": Wording(
        "نامه‌های خودکار متوقف شدند",
        "در یک ساعت {most} رسید و پاسخ آماده فرستاده شد، همان اندازه که automatic_per_hour اجازه می‌دهد. شاید "
        "حلقه‌ای با ماشینی دیگر باشد، پس تا {until} چیزی فرستاده نمی‌شود. نامه‌ها همچنان می‌رسند و منتظر افراد "
        "می‌مانند.",
        "بیشترشان به اینجا رفته‌اند:",
        "اگر یکی از این‌ها ماشین است، نامه‌هایش را با قاعده‌ای جدا کنید (spam = true). اگر همه مشتری‌اند، "
        "automatic_per_hour را در پروندهٔ مرکز بالا ببرید و دوباره راه‌اندازی کنید.",
        "نامه‌های خودکار دوباره فرستاده می‌شوند",
        "از {since} تا {until} متوقف بودند. {held} نامه بدون رسید یا پاسخ آماده رسید؛ افراد مانند همیشه "
        "پاسخ می‌دهند.",
    ),
    "ru": Wording(
        "Автоматические письма остановлены",
        "За час ушло {most} уведомлений и готовых ответов — столько, сколько позволяет automatic_per_hour. "
        "Это может быть петля с другой машиной, поэтому до {until} не уйдёт ни одного. Письма приходят и "
        "ждут людей.",
        "Больше всего ушло на:",
        "Если среди них машина, отделите её письма правилом (spam = true). Если всё это клиенты, увеличьте "
        "automatic_per_hour в файле центра и запустите снова.",
        "Автоматические письма снова уходят",
        "Они были остановлены с {since} до {until}. Без уведомления и готового ответа осталось писем: "
        "{held}; люди отвечают на них как обычно.",
    ),
}


def stopped(moments: Moments, language: str) -> tuple[str, str]:
    """Subject and text that say: none leaves; why, to whom most went, what to do."""
    say = _said(language)
    went_to = "\n".join([say.went_to, *(f"- {domain}: {count}" for domain, count in moments.went_to)])
    return say.stopped, "\n\n".join([_filled(say.why, moments), went_to, say.remedy, _automatic(language)])


def over(moments: Moments, language: str) -> tuple[str, str]:
    """Subject and text that say: they leave again; how many letters got none."""
    say = _said(language)
    return say.again, "\n\n".join([_filled(say.over, moments), _automatic(language)])


def _said(language: str) -> Wording:
    return WORDINGS.get(language.partition("-")[0], ENGLISH)


def _automatic(language: str) -> str:
    return NOTICES.get(language.partition("-")[0], NOTICES["en"]).automatic


def _filled(sentence: str, moments: Moments) -> str:
    return sentence.format(since=moments.since, until=moments.until, most=moments.most, held=moments.held)

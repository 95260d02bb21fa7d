"""What a message to supervisors about late letters says, in five languages. Pure."""

from typing import Final

from msgspec import Struct

from dispatcher.folders.rows import Row
from dispatcher.vocabulary import DAY, HOUR, MINUTE, Span


class Told(Struct, frozen=True, kw_only=True):
    """What one escalation tells: how many letters, and the worst of them."""

    name: str
    count: int
    worst: tuple[Row, ...]


class Digest(Struct, frozen=True, kw_only=True):
    """One message: all that its reader is told, and where she finds the letters."""

    told: tuple[Told, ...]
    link: str
    language: str


class Notice(Struct, frozen=True):
    """One language's sentences."""

    subject: str
    count: str
    late: str
    left: str
    nobody: str
    link: str
    automatic: str


ENGLISH: Final = Notice(
    "Letters need you: {count}",
    "{name}: {count} letters. The worst:",
    "late by {span}",
    "{span} left",
    "with nobody",
    "All of them:",
    "Ringpost wrote this by itself; nobody reads an answer.",
)

NOTICES: Final = {
    "en": ENGLISH,
    "th": Notice(
        "จดหมายที่ต้องดูแล: {count}",
        "{name}: {count} ฉบับ ที่ช้าที่สุด:",
        "ช้า {span}",
        "เหลือ {span}",
        "ยังไม่มีผู้รับ",
        "ดูทั้งหมด:",
        "Ringpost ส่งข้อความนี้โดยอัตโนมัติ ไม่มีผู้อ่านคำตอบ",
    ),
    "zh": Notice(
        "需要您处理的邮件：{count}",
        "{name}：{count} 封。最急的：",
        "已超时 {span}",
        "剩余 {span}",
        "无人处理",
        "查看全部：",
        "此邮件由 Ringpost 自动发送，无人阅读回复。",
    ),
    "fa": Notice(
        "نامه‌هایی که به شما نیاز دارند: {count}",
        "{name}: {count} نامه. بدترین‌ها:",
        "{span} دیر",
        "{span} مانده",
        "نزد هیچ‌کس",
        "همهٔ آن‌ها:",
        "این پیام را Ringpost خودکار نوشته است؛ کسی پاسخ آن را نمی‌خواند.",
    ),
    "ru": Notice(
        "Письма ждут вас: {count}",
        "{name}: писем — {count}. Самые срочные:",
        "опоздание {span}",
        "осталось {span}",
        "ни у кого",
        "Все они:",
        "Ringpost написал это сам; ответ никто не прочтёт.",
    ),
}


def subject_of(digest: Digest) -> str:
    """How many letters there are, each counted once an escalation."""
    return _said(digest).subject.format(count=sum(told.count for told in digest.told))


def digest_text(digest: Digest) -> str:
    """Each escalation with its worst letters, then the link."""
    say = _said(digest)
    parts = [
        "\n".join([say.count.format(name=told.name, count=told.count), *_worst(told, say)])
        for told in digest.told
    ]
    return "\n\n".join([*parts, f"{say.link} {digest.link}", say.automatic])


def _said(digest: Digest) -> Notice:
    return NOTICES.get(digest.language.partition("-")[0], ENGLISH)


def _worst(told: Told, say: Notice) -> list[str]:
    return [f"- {_line(row, say)}" for row in told.worst]


def _line(row: Row, say: Notice) -> str:
    """When, what, where, with whom; the subject on one line."""
    rest = row.left or Span(0)
    when = (say.late if rest <= 0 else say.left).format(span=span_in_digits(Span(abs(rest))))
    subject = " ".join(row.subject.split()) or row.id
    return " · ".join([when, subject, row.queue_name, row.agent_name or say.nobody])


def span_in_digits(span: Span) -> str:
    """0:05, 3:20, 2d 4:00: days, hours and minutes, which every language reads."""
    days, rest = divmod(span, DAY)
    clock = f"{rest // HOUR}:{rest % HOUR // MINUTE:02}"
    return f"{days}d {clock}" if days else clock

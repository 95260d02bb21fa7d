"""What mail programs say around a quotation, in their languages."""

import re
from typing import Final

FROM: Final = frozenset(
    {
        *("from", "von", "de", "da", "van", "od", "från", "fra", "lähettäjä", "gönderen", "kimden", "felado"),
        *("feladó", "expéditeur", "remitente", "mittente", "afzender", "от", "отправитель", "від", "من"),
        *(
            "发件人",
            "寄件者",
            "寄件人",
            "差出人",
            "送信者",
            "보낸사람",
            "จาก",
            "ผู้ส่ง",
            "از",
            "فرستنده",
            "प्रेषक",
            "מאת",
            "từ",
        ),
    }
)
"""The field of the sender, at the head of what they quote; without spaces."""

WROTE: Final = (
    *("wrote", "writes", "schrieb", "a écrit", "escribió", "escreveu", "ha scritto", "schreef", "napisał"),
    *("napsal", "skrev", "kirjoitti", "yazdı", "írta", "пишет", "написал", "написала", "писал", "писала"),
    *(
        "пише",
        "写道",
        "寫道",
        "のメール",
        "書きました",
        "작성",
        "เขียน",
        "เขียนว่า",
        "نوشت",
        "نوشته",
        "كتب",
        "כתב",
        "đã viết",
    ),
)
"""How a line ends that introduces a quotation."""

ORIGINAL: Final = re.compile(
    r"original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|message d'origine"
    r"|message transféré|mensaje original|mensaje reenviado|messaggio originale|oorspronkelijk bericht"
    r"|исходное сообщение|пересланное сообщение|原始邮件|原始郵件|转发的邮件|元のメッセージ|원본 메시지"
    r"|ข้อความเดิม|ข้อความต้นฉบับ|پیام اصلی|الرسالة الأصلية|oryginalna wiadomość|orijinal mesaj",
    re.IGNORECASE,
)
"""What stands between two rules above a quotation."""

MOBILE: Final = re.compile(
    r"^[ \t]*(?:sent from (?:my|mail|outlook|yahoo)|get outlook for|von meinem .{1,40} gesendet"
    r"|gesendet von|envoyé de mon|envoyé depuis|enviado desde|enviado do meu|inviato da|verzonden vanaf"
    r"|отправлено (?:с|из)|надіслано з|发自我的|從我的|iphoneから送信|나의 .{1,20}에서 보냄|ส่งจาก"
    r"|ارسال(?:\u200c| )?شده از|أرسلت من|wysłane z)",
    re.IGNORECASE,
)
"""What a telephone puts below a letter."""

"""What the demo's customers write, in five languages: what needs a person, and what an article answers."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Text:
    """A customer's letter, and what they write when the answer did not settle it."""

    name: str
    subject: str
    body: str
    again: str


TEXTS: Final = (
    Text(
        "สมหญิง",
        "ขอเปลี่ยนวันเดินทาง",
        "สวัสดีค่ะ\n\nดิฉันจองตั๋วไปเชียงใหม่วันศุกร์นี้ไว้ แต่ติดธุระ ขอเปลี่ยนเป็นวันอาทิตย์ได้ไหมคะ มีค่าธรรมเนียมเท่าไร\n\nขอบคุณค่ะ",
        "ขอบคุณค่ะ แล้วที่นั่งริมหน้าต่างยังเหลือไหมคะ",
    ),
    Text(
        "李娜",
        "行李还没有到",
        "您好:\n\n我昨天晚上到的,可是我的行李到现在还没有送到酒店。行李牌号码写在附言里。请问什么时候能到?\n\n谢谢!",
        "谢谢您的回复。行李送到的时候能先打电话给我吗?",
    ),
    Text(
        "مریم",
        "درخواست بازپرداخت بلیت",
        "سلام\n\nپروازم هفتهٔ پیش لغو شد و هنوز پول بلیت برنگشته است. لطفاً بگویید کی پرداخت می‌شود.\n\nبا سپاس",
        "ممنون از پاسخ شما. آیا باید شمارهٔ حساب را دوباره بفرستم؟",
    ),
    Text(
        "Ирина",
        "Нужна справка о поездке",
        "Здравствуйте!\n\nМне нужна справка о поездке для бухгалтерии: маршрут, даты и стоимость. Можно ли прислать её на эту почту?\n\nСпасибо.",
        "Спасибо! А можно ещё с печатью?",
    ),
    Text(
        "Grace",
        "Seat next to my daughter",
        "Hello,\n\nwe fly on Monday and my daughter, who is six, was given a seat four rows away from mine.\n"
        "Could you please put us together?\n\nThank you",
        "Thank you. Does she get a child's meal as well?",
    ),
    Text(
        "Pavel",
        "Two invoices for one booking",
        "Good day,\n\nI was charged twice for the same booking last week. Both invoices carry the same number.\n"
        "Please give one of them back.\n\nKind regards",
        "Thanks for looking into it. How long will the refund take?",
    ),
)

ASKED: Final = (
    Text(
        "ธนพล",
        "ขอใบกำกับภาษี",
        "สวัสดีครับ ขอใบกำกับภาษีในนามบริษัท ต้องการใบเสร็จที่มีเลขผู้เสียภาษีครับ",
        "ขอบคุณครับ แต่ผมจองไว้สองเดือนแล้ว ขอให้เจ้าหน้าที่ช่วยดูหน่อยครับ",
    ),
    Text(
        "张伟",
        "机票上的名字拼错了",
        "您好!机票上我的名字拼错了,和护照不一样,怎么改?",
        "谢谢,可是我的护照是上周才换的。请人工帮我看一下。",
    ),
    Text(
        "رضا",
        "چمدانم گم شده است",
        "سلام، چمدانم گم شده است. بارم در فرودگاه نرسید، چه کنم؟",
        "ممنون، ولی دو هفته گذشته است. لطفاً کسی پیگیری کند.",
    ),
    Text(
        "Алексей",
        "Нужна ли виза в Таиланд?",
        "Здравствуйте! Нужна ли виза в Таиланд и сколько месяцев должен действовать загранпаспорт?",
        "Спасибо, но у меня два гражданства. Помогите, пожалуйста.",
    ),
    Text(
        "Hannah",
        "My surname is misspelt on the ticket",
        "Hello, my surname is misspelt on the ticket. Can you correct the name?",
        "Thank you, but it is more than three letters. Could somebody look at it?",
    ),
)
"""What an article of the demo's answers; `again` is what a customer writes whom it did not help."""

LETTERS: Final = (*TEXTS, *ASKED)
"""All kinds of letters."""

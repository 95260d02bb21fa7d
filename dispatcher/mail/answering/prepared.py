"""Answers from the knowledge base that leave with nobody's help: which letters get one, and what it says."""

from typing import Final

from msgspec import Struct

from dispatcher.knowledge.articles import Article, Found
from dispatcher.knowledge.base import Knowledge
from dispatcher.knowledge.markdown import plain_of
from dispatcher.mail.reading.parse import Mail
from dispatcher.mail.settings import AutoAnswers
from dispatcher.vocabulary import CategoryId

QUESTION: Final = 2_000  # characters of a letter that are looked up; a question is at its beginning


class PreparedAnswers:
    """Finds the article that answers a letter. Without settings there is none for anybody."""

    def __init__(self, settings: AutoAnswers | None, knowledge: Knowledge | None) -> None:
        self.settings, self._knowledge = settings, knowledge

    def to(self, mail: Mail, category: CategoryId | None) -> Found | None:
        """The article that surely answers it, in its language; None where a person had better.

        A letter with files shows something that no search can see.
        """
        if self.settings is None or self._knowledge is None or mail.attachments or not mail.language:
            return None
        if self.settings.categories and category not in self.settings.categories:
            return None
        question = f"{mail.subject}\n{mail.own}"[:QUESTION]
        found = self._knowledge.search(question, mail.language, limit=1)
        sure = self.settings.sure / 100
        return found[0] if found and found[0].confidence >= sure else None


class Wording(Struct, frozen=True):
    """One language's sentences around an article; `{link}` is where a customer says that it did not help.

    `or_answer` follows the link, `refuse` stands where there is none.
    """

    found: str
    refuse_there: str
    or_answer: str
    refuse: str


ENGLISH: Final = Wording(
    "Thank you for writing to us. An article of ours seems to answer your question. A program chose it;"
    " nobody has read your message yet.",
    "Did it not help? Say so here, and a person will answer you: {link}",
    "Or just answer this message.",
    "Did it not help? Just answer this message, and a person will answer you.",
)

WORDINGS: Final = {
    "en": ENGLISH,
    "th": Wording(
        "ขอบคุณที่ติดต่อเรา บทความนี้น่าจะตอบคำถามของคุณ ระบบเลือกให้โดยอัตโนมัติ ยังไม่มีเจ้าหน้าที่อ่านข้อความของคุณ",
        "ถ้ายังไม่ช่วย แจ้งที่นี่ แล้วเจ้าหน้าที่จะตอบคุณ: {link}",
        "หรือเพียงตอบกลับข้อความนี้",
        "ถ้ายังไม่ช่วย เพียงตอบกลับข้อความนี้ แล้วเจ้าหน้าที่จะตอบคุณ",
    ),
    "zh": Wording(
        "感谢您的来信。下面这篇文章可能解答您的问题。它由程序选出，尚无工作人员阅读您的来信。",
        "没有帮助？请在此告知，我们会由专人回复您：{link}",
        "也可以直接回复本邮件。",
        "没有帮助？直接回复本邮件，我们会由专人回复您。",
    ),
    "fa": Wording(
        "از پیام شما سپاسگزاریم. به نظر می‌رسد این مقاله پاسخ پرسش شماست. آن را یک برنامه برگزیده و هنوز کسی"
        " پیام شما را نخوانده است.",
        "کمکی نکرد؟ اینجا بگویید تا یکی از همکاران به شما پاسخ دهد: {link}",
        "یا به همین پیام پاسخ دهید.",
        "کمکی نکرد؟ به همین پیام پاسخ دهید تا یکی از همکاران به شما پاسخ دهد.",
    ),
    "ru": Wording(
        "Спасибо за обращение. Похоже, на ваш вопрос отвечает эта статья. Её выбрала программа; ваше письмо"
        " ещё никто не читал.",
        "Не помогло? Сообщите об этом здесь, и вам ответит человек: {link}",
        "Или просто ответьте на это письмо.",
        "Не помогло? Просто ответьте на это письмо, и вам ответит человек.",
    ),
}


def answer_text(article: Article, *, link: str, name: str) -> str:
    """The whole answer: that a program chose it, the article, and how to have a person instead.

    `link` is "" where there is no page to say so; answering the message always does.
    """
    words = WORDINGS.get(article.language, ENGLISH)
    links = [f"{one.label}: {one.url}" for one in article.content.links if not one.url.startswith("/")]
    person = [words.refuse_there.format(link=link), words.or_answer] if link else [words.refuse]
    return "\n\n".join((words.found, article.title, plain_of(article.body), *links, *person, name))

"""Does a message without a delivery status say that a letter came back? By the words the servers use.

The forms: qmail's QSBMF, Exim, Sendmail, Postfix before its reports, Exchange, Domino, and the large
providers, in the languages they write to us in. Words alone are not enough: a customer may quote them. So the
sender must be a daemon, or the envelope's the null one, or a returned message must hang on it; or both the
subject and the first lines must be such a server's own.
"""

import re
from email.message import Message
from typing import Final

from dispatcher.mail.reading.charsets import header_text
from dispatcher.mail.reading.report import Form, Report, plain_report, returns_a_message, status_report

LOOKED_AT: Final = 4_000  # Characters of the text: what the server says stands before what it returns.

_SUBJECT: Final = re.compile(
    r"(?:\W*(?:undeliverable|undelivered|undeliverd|nondeliverable)\b"
    r"|mail delivery (?:failed|failure|error|problem)|(?:mail|message) (?:could not be|not) delivered"
    r"|delivery (?:status notification|failure|failed|has failed|report|problem|delayed)"
    r"|(?:returned|bounced) mail\b|mail (?:system error|status report)|failure notice|delivery notification"
    r"|mail returned|returned to sender|returning message to sender|unzustellbar|nicht zustellbar"
    r"|zustellung fehlgeschlagen|non remis|échec de (?:la )?remise|no se puede entregar|no entregado"
    r"|mensaje no entregado|warning: (?:message|could not send)|message (?:delayed|status - undeliverable)"
    r"|недоставленное сообщение|не удалось доставить|сообщение не доставлено"
    r"|系统退信|退信|未送达|无法送达|邮件投递失败|配信不能|未配達|ส่งไม่สำเร็จ|ไม่สามารถส่ง|تحویل نشد"
    r"|non recapitabile|mancato recapito|não entregue|niet bezorgd|onbestelbaar)",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(
    r"this is the (?:qmail-send|mail delivery|\S{1,30} mail) (?:program|system|agent|subsystem) at"
    r"|this is the (?:mail system|postfix program|mail delivery agent|exim mail)"
    r"|wasn't able to deliver your message|was not able to deliver|(?:was|were|is) unable to deliver"
    r"|unable to deliver (?:your )?message|could ?n[o']t be delivered|cannot be delivered"
    r"|can ?not deliver|could not deliver|has not (?:yet )?been delivered|was(?:n't| not) delivered"
    r"|were not delivered|permanent fatal errors|transient non-fatal errors"
    r"|created automatically by mail delivery software|returned to you|did not reach"
    r"|delivery (?:to the following|has failed|failed|to these)|failed (?:permanently|to deliver)"
    r"|undeliverable|user unknown|unknown user|no such user|mailbox (?:is )?(?:full|unavailable|not found)"
    r"|(?:recipient|address|user) (?:address )?(?:rejected|not found|unknown|not listed)"
    r"|not listed in (?:public|domino)|quota exceeded|over quota"
    r"|konnte nicht zugestellt|nicht zugestellt werden|n'a pas pu être (?:remis|distribu)"
    r"|no se pudo entregar|no ha podido ser entregado|не (?:удалось|может быть|было) достав"
    r"|无法(?:送达|投递|发送)|退回|配信できません|ไม่สามารถส่ง|تحویل داده نشد|impossibile recapitare",
    re.IGNORECASE,
)
_DELAYED: Final = re.compile(
    r"delay|not yet been delivered|still being retried|will (?:be retried|keep trying|continue)|warning: "
    r"(?:could|message)|transient non-fatal|do not need to (?:re)?send|verzögert|задерж",
    re.IGNORECASE,
)
_GIVEN_UP: Final = re.compile(r"permanent(?:ly)?|given up|giving up|final", re.IGNORECASE)
_DAEMON: Final = re.compile(
    r"\b(?:mailer-?daemon|postmaster|mail-?daemon|mailerdaemon|mail delivery (?:sub)?system|bounce[s+=-]?"
    r"|system administrator|mdaemon|microsoft exchange|mail-?system)",
    re.IGNORECASE,
)


def read_report(message: "Message[str, str]", subject: str, text: str) -> Report | None:
    """What a server says became of a letter; None when this is no such message."""
    if message.get_content_type() == "multipart/report" and _type(message) not in ("", "delivery-status"):
        return None
    if (status := status_report(message)) is not None:
        return status
    if not (form := _form(message, subject, text)):
        return None
    said = text[:LOOKED_AT]
    delayed = bool(_DELAYED.search(f"{subject}\n{said}")) and not _GIVEN_UP.search(said)
    return plain_report(message, form, text, delayed=delayed)


def _type(message: "Message[str, str]") -> str:
    return str(message.get_param("report-type") or "").lower()


def _form(message: "Message[str, str]", subject: str, text: str) -> Form | None:
    if "x-failed-recipients" in message:
        return Form.HEADER
    titled, server = bool(_SUBJECT.match(subject)), _comes_from_a_server(message)
    if titled and server:
        return Form.WORDS
    # The words are looked for last: in a person's letter, in vain, they take longest.
    return Form.WORDS if (titled or server) and _WORDS.search(text[:LOOKED_AT]) else None


def _comes_from_a_server(message: "Message[str, str]") -> bool:
    """Does a daemon sign it, and does it return something? One of them alone is not much."""
    null = str(message.get("return-path", "?")).strip() == "<>"
    daemon = bool(_DAEMON.search(header_text(str(message.get("from", "")))[:500]))
    return daemon or (null and returns_a_message(message)) or message.get_content_type() == "multipart/report"

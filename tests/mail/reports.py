"""Messages as mail servers write them about letters that did not arrive, each form once; all made up."""

from typing import Final

OURS = "help@example.com"
THEM = "joe@customer.example"


def dsn(
    message_id: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    headers_only: bool = False,
    to: str = OURS,
) -> bytes:
    """A delivery status notification (RFC 3464) about the letter with this id."""
    returned = f"From: {OURS}\nTo: {THEM}\nSubject: Re: Where is it?\nMessage-ID: {message_id}\n"
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    body = "" if headers_only else "\nHere it is."
    return _raw(
        f"""Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@relay.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=b"

--=b
Content-Type: text/plain; charset=us-ascii

This is the mail system at host relay.example.

<{THEM}>: host mx.customer.example said: 550 {status} no such user

--=b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example
Arrival-Date: Mon, 2 Nov 2026 09:00:00 +0000

Final-Recipient: rfc822; {THEM}
Original-Recipient: rfc822;{THEM}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user

--=b
Content-Type: {kind}

{returned}{body}
--=b--
"""
    )


def _raw(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def plain(head: str, body: str, message_id: str) -> bytes:
    """A report in words, with what it returns quoted below."""
    quoted = f"From: {OURS}\nTo: {THEM}\nSubject: Re: Where is it?\nMessage-ID: {message_id}\n\nHere it is."
    return _raw(f"{head.strip()}\nTo: {OURS}\n\n{body.strip()}\n\n{quoted}\n")


FORMS: Final[dict[str, tuple[str, str]]] = {
    "qmail": (
        "Return-Path: <>\nFrom: MAILER-DAEMON@relay.example\nSubject: failure notice",
        f"Hi. This is the qmail-send program at relay.example.\nI'm afraid I wasn't able to deliver your"
        f" message to the following addresses.\n\n<{THEM}>:\n550 5.1.1 no such user\n\n"
        "--- Below this line is a copy of the message.",
    ),
    "exim": (
        f"Return-Path: <>\nX-Failed-Recipients: {THEM}\nAuto-Submitted: auto-replied\n"
        "From: Mail Delivery System <Mailer-Daemon@relay.example>\n"
        "Subject: Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not"
        f" be delivered to one or more of its recipients.\n\n  {THEM}\n    no such user",
    ),
    "postfix, old": (
        "From: MAILER-DAEMON@relay.example (Mail Delivery System)\nSubject: Undelivered Mail Returned to Sender",
        f"This is the Postfix program at host relay.example.\n\nI'm sorry to have to inform you that the message"
        f" returned below could not be delivered.\n\n<{THEM}>: unknown user",
    ),
    "sendmail": (
        "From: Mail Delivery Subsystem <MAILER-DAEMON@relay.example>\n"
        "Subject: Returned mail: see transcript for details",
        f"   ----- The following addresses had permanent fatal errors -----\n<{THEM}>\n"
        "    (reason: 550 5.1.1 User unknown)",
    ),
    "exchange": (
        "From: System Administrator <postmaster@corp.example>\nSubject: Undeliverable: Re: Where is it?",
        f"Your message did not reach some or all of the intended recipients.\n\nThe following recipient(s) could"
        f" not be reached:\n\n{THEM} on 11/2/2026 9:00 AM",
    ),
    "office": (
        "Return-Path: <>\nFrom: Microsoft Outlook <MicrosoftExchange329e@corp.example>\n"
        "Subject: Undeliverable: Re: Where is it?",
        f"Delivery has failed to these recipients or groups:\n\n{THEM}\nThe email address wasn't found.",
    ),
    "gmail": (
        "From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>\n"
        "Subject: Delivery Status Notification (Failure)",
        f"Address not found\n\nYour message wasn't delivered to {THEM} because the address couldn't be found.",
    ),
    "domino": (
        "From: Postmaster <postmaster@notes.example>\nSubject: DELIVERY FAILURE: User joe not listed in Domino"
        " Directory",
        f"Your message\n\n  Subject: Re: Where is it?\n\nwas not delivered to:\n\n  {THEM}\n\nbecause:\n\n  User"
        " joe not listed in Domino Directory",
    ),
    "yahoo": (
        "From: MAILER-DAEMON@mail.example\nSubject: Failure Notice",
        f"Sorry, we were unable to deliver your message to the following address.\n\n<{THEM}>:\n554: delivery"
        " error: mailbox not found",
    ),
    "German": (
        "Return-Path: <>\nFrom: Postmaster <postmaster@firma.example>\nSubject: Unzustellbar: Re: Wo ist es?",
        f"Ihre Nachricht konnte nicht zugestellt werden an:\n\n{THEM}",
    ),
    "Russian": (
        "Return-Path: <>\nFrom: mailer-daemon@corp.example\nSubject: Недоставленное сообщение",
        f"Не удалось доставить сообщение: {THEM}",
    ),
    "Chinese": (
        "Return-Path: <>\nFrom: postmaster@corp.example\nSubject: 系统退信/Systems bounce",
        f"抱歉,您的邮件被退回来了,无法送达:{THEM}",
    ),
    "full mailbox": (
        "From: postmaster@corp.example\nSubject: Delivery failure",
        f"The mailbox is full: {THEM}\n552 5.2.2 over quota",
    ),
}
"""Head and body of a report in each common form that is no multipart/report."""

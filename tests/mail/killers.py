"""Messages made to kill whoever reads them. Made by code, none stored: some have 50 MB."""

import base64
import quopri
import struct
import zlib
from collections.abc import Callable
from typing import Final

HEAD: Final = b"From: joe@customer.example\r\nTo: help@example.com\r\nSubject: Hello\r\n"
MB: Final = 1_000_000


def _html(body: bytes) -> bytes:
    return HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + body


def _nested(depth: int) -> bytes:
    heads = (b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth))
    return HEAD + b"".join(heads) + b"\r\nHello"


def _flat(parts: int) -> bytes:
    return HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\nHello\r\n" * parts


def _matryoshka(depth: int) -> bytes:
    inner = b"Content-Type: message/rfc822\r\n\r\n" * depth
    return HEAD + inner + HEAD + b"\r\nHello"


def _zip_bomb() -> bytes:
    packed = base64.encodebytes(zlib.compress(bytes(100 * MB), 9))
    head = b"Content-Type: application/zip; name=b.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return HEAD + head + packed


def _encoded(encoding: bytes, body: bytes) -> bytes:
    head = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
    return HEAD + head + encoding + b"\r\n\r\n" + body


def _tnef() -> bytes:
    body = struct.pack("<IH", 0x223E9F78, 1) + b"\x01" + struct.pack("<II", 0x00069003, 0xFFFFFFFF)
    head = b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return HEAD + head + base64.encodebytes(body)


def _in_charset(charset: bytes, body: bytes) -> bytes:
    return HEAD + b"Content-Type: text/plain; charset=" + charset + b"\r\n\r\n" + body


def _rfc2231(count: int) -> bytes:
    pieces = b"".join(b";\r\n name*%d*=''%%41%%ff" % n for n in range(count))
    return HEAD + b"Content-Type: text/plain" + pieces + b"\r\n\r\nHello"


def _rfc2047(count: int) -> bytes:
    return b"From: joe@customer.example\r\nSubject: " + b"=?utf-8?B?//8=?= " * count + b"\r\n\r\nHello"


def _status_flood(count: int) -> bytes:
    block = b"Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    return (
        b"From: <>\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
        + block * count
        + b"--x--"
    )


KILLERS: Final[dict[str, Callable[[], bytes]]] = {
    "10,000 parts within each other": lambda: _nested(10_000),
    "300 parts within each other": lambda: _nested(300),
    "10,000 parts": lambda: _flat(10_000),
    "1,000,000 lines that could begin a part": lambda: (
        HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n" * MB
    ),
    "brackets in From": lambda: b"From: " + b"(" * 20_000 + b" joe@customer.example\r\n\r\nHello",
    "brackets in To": lambda: b"From: joe@customer.example\r\nTo: " + b"<" * 50_000 + b"\r\n\r\nHello",
    "quotes in From": lambda: b'From: "' + b'\\"' * 20_000 + b" <joe@customer.example>\r\n\r\nHello",
    "100,000 headers": lambda: b"X-A: b\r\n" * 100_000 + HEAD + b"\r\nHello",
    "a header of 10 MB": lambda: b"X-A: " + b"b" * 10 * MB + b"\r\n" + HEAD + b"\r\nHello",
    "a header of 10 MB, folded": lambda: b"References:" + b"\r\n <a@b>" * MB + b"\r\n" + HEAD + b"\r\nHello",
    "100,000 recipients": lambda: b"To: " + b"a@b.example, " * 100_000 + b"\r\n" + HEAD + b"\r\nHello",
    "a Message-ID of 1 MB": lambda: b"Message-ID: <" + b"a" * MB + b"@b>\r\n" + HEAD + b"\r\nHello",
    "a Message-ID of 200 KB": lambda: b"Message-ID: <" + b"a" * 200_000 + b"@b>\r\n" + HEAD + b"\r\nHello",
    "a zip bomb": _zip_bomb,
    "base64 without an end": lambda: _encoded(b"base64", b"QUJD" * 5 * MB),
    "base64 that is none": lambda: _encoded(b"base64", b"\xff=?" * 100_000),
    "quoted-printable of 20 MB": lambda: _encoded(b"quoted-printable", quopri.encodestring(b"\xff" * 6 * MB)),
    "uuencode that is none": lambda: _encoded(b"x-uuencode", b"begin 644 x\r\n" + b"M\xff" * 100_000),
    "an unknown encoding": lambda: _encoded(b"x-none-such", b"Hello"),
    "lone carriage returns in headers": lambda: (
        b"From: joe@customer.example\rBcc: eve@x.example\r\nSubject: a\rb\r\n\r\nHello"
    ),
    "encoded line ends in headers": lambda: (
        b"From: =?utf-8?Q?a=0D=0ABcc:_eve@x.example?= <joe@customer.example>\r\nSubject: =?utf-8?Q?x=0D=0ABcc:_eve@x.example?=\r\nMessage-ID: <a\r\n b@c>\r\nReply-To: =?utf-8?Q?=0D=0A?= <joe@customer.example>\r\n\r\nHello"
    ),
    "a charset that lies": lambda: _in_charset(b"utf-16", b"Hello, this is no UTF-16"),
    "a charset nobody knows": lambda: _in_charset(b"x-klingon", "здравствуйте".encode("cp1251")),
    "a charset that is a codec": lambda: _in_charset(b"rot13", b"Hello"),
    "a charset that unpacks": lambda: _in_charset(b"zlib", zlib.compress(bytes(50 * MB), 9)),
    "a charset of 1 MB": lambda: _in_charset(b"a" * 100_000, b"Hello"),
    "lone surrogates": lambda: _in_charset(b"utf-7", b"+2AA-Hello+3AA-"),
    "10,000 pieces of a parameter": lambda: _rfc2231(10_000),
    "10,000 encoded words": lambda: _rfc2047(10_000),
    "50 MB of attachment": lambda: _encoded(b"base64", (b"QUJD" * 19 + b"\r\n") * 640_000).replace(
        b"text/plain", b"image/png"
    ),
    "50 MB of text": lambda: _in_charset(b"utf-8", (b"Hello you. " * 7 + b"\r\n") * 600_000),
    "NUL bytes": lambda: b"From: joe@customer.example\x00\r\nSubject: a\x00b\r\n\r\n" + b"\x00" * MB,
    "no empty line": lambda: b"From: joe@customer.example\r\nSubject: Hello\r\nHello, I forgot something",
    "a From line of mbox": lambda: (
        b"From joe@customer.example Mon Nov  2 09:00:00 2026\r\n" + HEAD + b"\r\nHello\r\nFrom here on\r\n"
    ),
    "100,000 tags within each other": lambda: _html(b"<div>" * 100_000 + b"Hello"),
    "100,000 tags of a table": lambda: _html(b"<table><tr><td>" * 35_000),
    "100,000 entities": lambda: _html(b"&nbsp;&#xfffffff;&" * 100_000),
    "an HTML tag of 5 MB": lambda: _html(b"<a " + b"b=c " * MB),
    "an endless comment": lambda: _html(b"<!--" * 200_000),
    "a style sheet of 5 MB": lambda: _html(b"<style>" + b"a{}" * 1_600_000 + b"</style>Hello"),
    "the year 9999": lambda: HEAD + b"Date: Fri, 31 Dec 9999 23:59:59 -9999\r\n\r\nHello",
    "a year of 1,000 digits": lambda: (
        HEAD + b"Date: Fri, 31 Dec " + b"9" * 1000 + b" 23:59:59 +0000\r\n\r\nHello"
    ),
    "messages within messages": lambda: _matryoshka(1_000),
    "10,000 messages within messages": lambda: _matryoshka(10_000),
    "TNEF that lies": _tnef,
    "a boundary that is empty": lambda: (
        HEAD + b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\nHello\r\n----\r\n'
    ),
    "a boundary of 1 MB": lambda: (
        HEAD + b"Content-Type: multipart/mixed; boundary=" + b"b" * 100_000 + b"\r\n\r\n--b\r\n"
    ),
    "100,000 recipients of a report": lambda: _status_flood(100_000),
    "a report without an end": lambda: (
        b"From: mailer-daemon@x.example\r\nSubject: failure notice\r\n\r\n"
        + b"could not be delivered <a@b.example> " * 200_000
    ),
    "nothing": lambda: b"",
    "nothing but line ends": lambda: b"\r\n" * 100_000,
    "noise": lambda: bytes(range(256)) * 4_000,
}
"""By what they do; each a function, so that none is made before it is needed."""

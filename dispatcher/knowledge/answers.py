"""An answer to one customer as the beginning of an article for all: a draft for a person to finish. Pure.

What is surely about this customer goes: the greeting with her name, the farewell with the agent's, quoted
mail, and her name, addresses and numbers wherever they stand. Whatever is left is read by a person before
anybody else sees it, so this may leave too little or too much.
"""

import re
from collections.abc import Sequence
from typing import Final

GREETING: Final = re.compile(
    r"(?:dear|hello|hi|good (?:morning|afternoon|evening)|здравствуйте|добрый (?:день|вечер)|доброе утро"
    r"|уважаем\w+|привет|سلام|با درود|درود|جناب|سرکار|เรียน|สวัสดี|您好|你好|尊敬的|亲爱的)",
    re.IGNORECASE,
)
FAREWELL: Final = re.compile(
    r"(?:(?:kind|best|warm)?\s*regards|sincerely|yours|best wishes|cheers|с уважением|всего доброго"
    r"|с наилучшими|с приветом|با احترام|ارادتمند|با سپاس|ขอแสดงความนับถือ|ด้วยความเคารพ"
    r"|此致|敬礼|祝好|谨启|--\s*$)",
    re.IGNORECASE,
)
QUOTED: Final = re.compile(r"^\s*>")
LONGEST_NAME: Final = 30  # characters of a greeting, or of a name; a longer line says something besides
SIGN: Final = re.compile(r"[,!，！،:：]")
BLANK: Final = "…"

_ADDRESS: Final = re.compile(r"[^\s<>@,;:()]+@[^\s<>@,;:()]+\.\w+")
_NUMBER: Final = re.compile(r"(?<![\w.,])\+?\d[\d\s().-]{5,}\d(?![\w])")


def draft_of(answer: str, *, names: Sequence[str] = ()) -> str:
    """The answer's own words; `names` are the customer's and the agent's, as far as they are known."""
    lines = [line.rstrip() for line in answer.replace("\r\n", "\n").split("\n") if not QUOTED.match(line)]
    return _without_names("\n".join(_body(lines)).strip(), names)


def _body(lines: list[str]) -> list[str]:
    """Without the greeting before it, and from the farewell on, which is in its second half."""
    first = next((at for at, line in enumerate(lines) if line), 0)
    if first < len(lines) and GREETING.match(lines[first].strip()):
        lines = [_after_greeting(lines[first]), *lines[first + 1 :]]
    half = len(lines) // 2
    ends = (at for at, line in enumerate(lines) if at >= half and _is_farewell(line.strip()))
    return lines[: next(ends, len(lines))]


def _is_farewell(line: str) -> bool:
    return len(line) <= LONGEST_NAME and FAREWELL.match(line) is not None


def _after_greeting(line: str) -> str:
    """What the line says behind the greeting and the name, which are short each."""
    rest = line
    while (sign := SIGN.search(rest)) is not None and sign.start() <= LONGEST_NAME:
        rest = rest[sign.end() :].strip()
    return rest if len(rest) > LONGEST_NAME else ""


def _without_names(text: str, names: Sequence[str]) -> str:
    text = _NUMBER.sub(BLANK, _ADDRESS.sub(BLANK, text))
    parts = {part for name in names for part in (name.strip(), *name.split()) if len(part) > 2}
    for part in sorted(parts, key=lambda part: (-len(part), part)):
        text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", BLANK, text, flags=re.IGNORECASE)
    return text

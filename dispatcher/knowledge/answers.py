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
    r"|с наилучшими|с приветом|با احترام|ارادتمند|با سپاس|ขอแสดงความนับถือ|ด้วยความเคารพ|此致|敬礼|祝好|谨启|--\s*$)",
    re.IGNORECASE,
)
QUOTED: Final = re.compile(r"^\s*>")
LONGEST_GREETING: Final = 60  # characters; a longer line says something besides
BLANK: Final = "…"

_ADDRESS: Final = re.compile(r"[^\s<>@,;:()]+@[^\s<>@,;:()]+\.\w+")
_NUMBER: Final = re.compile(r"(?<![\w.,])\+?\d[\d\s().-]{5,}\d(?![\w])")


def draft_of(answer: str, *, names: Sequence[str] = ()) -> str:
    """The answer's own words; `names` are the customer's and the agent's, as far as they are known."""
    lines = [line.rstrip() for line in answer.replace("\r\n", "\n").split("\n") if not QUOTED.match(line)]
    return _without_names("\n".join(_body(lines)).strip(), names)


def _body(lines: list[str]) -> list[str]:
    """Without the greeting before it, and from the farewell on, if that is in its last third."""
    first = next((at for at, line in enumerate(lines) if line), 0)
    if first < len(lines) and GREETING.match(lines[first].strip()):
        lines = [_after_greeting(lines[first]), *lines[first + 1 :]]
    ends = [at for at, line in enumerate(lines) if FAREWELL.match(line.strip())]
    return lines[: ends[-1]] if ends and ends[-1] * 3 >= len(lines) else lines


def _after_greeting(line: str) -> str:
    """What the line says after the greeting's own comma or exclamation mark."""
    _, mark, rest = line.partition(next((sign for sign in ",!，！،:：" if sign in line), "\n"))
    return rest.strip() if mark else ("" if len(line) <= LONGEST_GREETING else line)


def _without_names(text: str, names: Sequence[str]) -> str:
    text = _NUMBER.sub(BLANK, _ADDRESS.sub(BLANK, text))
    parts = {part for name in names for part in (name.strip(), *name.split()) if len(part) > 2}
    for part in sorted(parts, key=lambda part: (-len(part), part)):
        text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", BLANK, text, flags=re.IGNORECASE)
    return text

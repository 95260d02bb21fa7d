"""How right and how fast letters are understood: `python -m benchmarks.understanding`.

Over the letters that the tests are held to, which were written for them: languages, own words, categories by
cross-validation with the confusion, and the time each step takes for an ordinary letter. They are few;
your own letters say more: `ringpost mail train`.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from textwrap import dedent

from dispatcher.mail.reading.language import language
from dispatcher.mail.reading.parse import parse
from dispatcher.mail.reading.quoting import own_words
from dispatcher.mail.understanding.classifier import Classifier
from dispatcher.mail.understanding.rules import Rule, When
from dispatcher.mail.understanding.training import Lesson, teach
from dispatcher.mail.understanding.understand import Understander
from dispatcher.vocabulary import CategoryId
from tests.understanding.letters import EXAMPLES
from tests.understanding.test_quoting import LETTERS as QUOTED
from tests.understanding.tongues import LETTERS as SPOKEN

ROUNDS = 200
RULES = 200


def languages() -> Iterator[str]:
    """How many short letters are found to be in the language they are in."""
    wrong = Counter(tongue for tongue, text in SPOKEN if language(text) != tongue)
    many = len({tongue for tongue, _ in SPOKEN})
    yield f"languages   {len(SPOKEN) - wrong.total()} of {len(SPOKEN)} short letters, {many} languages"
    yield f"            wrong: {', '.join(f'{one} {n}' for one, n in sorted(wrong.items())) or 'none'}"


def quoting() -> Iterator[str]:
    """How many letters with quotations and signatures are taken apart exactly."""
    right = sum(own_words(dedent(letter).strip("\n")).own == own for own, letter in QUOTED.values())
    yield f"own words   {right} of {len(QUOTED)} letters taken apart exactly"


def categories(lesson: Lesson) -> Iterator[str]:
    """How right the model is on letters it has not seen."""
    yield f"categories  {lesson.accuracy:.1%} of {lesson.letters} letters, {lesson.folds} folds"
    names = [row.category for row in lesson.categories]
    yield f"            {'':<10}" + "".join(f"{name:>10}" for name in names) + "   precision  recall"
    for row, counts in zip(lesson.categories, lesson.confusion, strict=True):
        figures = f"{row.precision or 0:>12.0%}{row.recall:>8.0%}"
        called = "".join(f"{count or '·':>10}" for count in counts)
        yield f"            {row.category:<10}{called}{figures}"
    for bound in lesson.bounds:
        right = f"{bound.right:.1%}" if bound.right is not None else "-"
        yield f"            sure {bound.confidence:.0%}: {bound.decided:.0%} decided, {right} of them right"


def costs(model: Classifier) -> Iterator[str]:
    """Milliseconds of computing each step takes for a letter of 600 characters."""
    text = "My suitcase did not arrive in Bangkok and nobody answers the telephone. " * 8
    raw = f"From: a@b.example\nSubject: Luggage\nContent-Type: text/plain; charset=utf-8\n\n{text}".encode()
    mail = parse(raw)
    words = [tuple(f"word{rule} {n}" for n in range(10)) for rule in range(RULES)]
    rules = [Rule(name=one[0], when=When(words=one), category=CategoryId("c")) for one in words]
    steps: dict[str, Callable[[], object]] = {
        "own words": lambda: own_words(text),
        "language": lambda: language(text),
        f"urgent words and {RULES} rules of 10 words": lambda: ruled.understand(mail, "help"),
        "the model": lambda: model.guesses("Luggage", text),
    }
    ruled = Understander(rules, None, sure=1.0)
    for name, step in steps.items():
        yield f"cost        {_milliseconds(step):.2f} ms  {name}"


def _milliseconds(step: Callable[[], object]) -> float:
    step()
    began = time.process_time()
    for _ in range(ROUNDS):
        step()
    return (time.process_time() - began) / ROUNDS * 1_000


def main() -> None:
    """Print all of it."""
    began = time.process_time()
    model, lesson = teach(EXAMPLES)
    taught = time.process_time() - began
    for part in (languages(), quoting(), categories(lesson), costs(model)):
        for line in part:
            print(line)
    print(f"cost        {taught:.1f} s  teaching {lesson.letters} letters, six times over")


if __name__ == "__main__":
    main()

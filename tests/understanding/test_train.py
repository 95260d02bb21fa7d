"""`ringpost mail train` as its users meet it: from folders, from tables, from what agents said."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dispatcher.commands import RecategoriseContact
from dispatcher.mail.learned import letters_by_people
from dispatcher.mail.room import MailRoom
from dispatcher.mail.understanding.classifier import load
from dispatcher.mail.understanding.rules import Rule, When
from dispatcher.vocabulary import CategoryId, CommandId
from tests.mail.house import letter, mail_settings, running
from tests.mail.test_understood import HOUSE
from tests.understanding.letters import EXAMPLES

SOME = [example for example in EXAMPLES if example.category in ("refund", "password")]


def train(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "dashboard.cli", "mail", "train", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def in_a_folder(folder: Path) -> Path:
    for number, example in enumerate(SOME):
        file = folder / example.category / f"{number}.eml"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(letter("", example.text))
    (folder / "refund" / "broken.eml").write_bytes(b"From: " + b"(" * 5_000)
    return folder


def in_a_table(folder: Path) -> Path:
    with (folder / "letters.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["category", "text"])
        table.writerows((example.category, example.text) for example in SOME)
    return folder / "letters.csv"


def line_by_line(folder: Path) -> Path:
    lines = (json.dumps({"text": one.text, "category": one.category}) for one in SOME)
    (folder / "letters.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder / "letters.jsonl"


@pytest.mark.parametrize("put", [in_a_folder, in_a_table, line_by_line])
def test_a_model_is_made_and_says_how_right_it_is(tmp_path: Path, put: Callable[[Path], Path]) -> None:
    source, out = put(tmp_path), tmp_path / "mail.model"
    said = train(source, "--out", out, "--json")
    assert said.returncode == 0, said.stderr
    lesson = json.loads(said.stdout)
    assert lesson["letters"] == len(SOME)
    assert [row["category"] for row in lesson["categories"]] == ["password", "refund"]
    assert load(out).guesses("", "我忘记了密码")[0].category == "password"


def test_the_report_is_for_people_too(tmp_path: Path) -> None:
    said = train(line_by_line(tmp_path), "--out", tmp_path / "mail.model")
    assert f"{len(SOME)} letters" in said.stdout
    assert "[mail] model" in said.stdout


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("none", None, "no folder or file"),
        ("letters.pdf", "x", "no folder, .csv, .jsonl"),
        ("letters.jsonl", '{"text": "a"}', "line 1: a letter has a text and a category"),
        ("letters.jsonl", "{", "line 1: no JSON"),
        ("letters.csv", "text,category\nhello,refund\n", "two categories"),
    ],
)
def test_what_cannot_be_learned_from_is_explained(
    tmp_path: Path, name: str, body: str | None, words: str
) -> None:
    if body is not None:
        (tmp_path / name).write_text(body, encoding="utf-8")
    said = train(tmp_path / name, "--out", tmp_path / "mail.model")
    assert said.returncode == 2
    assert words in said.stderr
    assert not (tmp_path / "mail.model").exists()


async def test_what_people_said_is_learned_and_what_rules_said_is_not(tmp_path: Path) -> None:
    rules = (Rule(name="all", when=When(), category=CategoryId("praise")),)
    async with running(tmp_path, centre=HOUSE) as service:
        room = MailRoom(service, mail_settings(rules=rules))
        first = await room.post(letter("Trip", "Please refund me\n\n> We are sorry"))
        await room.post(letter("Trip", "What a wonderful trip", sender="ann@customer.example"))
        assert first.contact is not None
        refund = RecategoriseContact(
            id=CommandId("c"), contact=first.contact, category=CategoryId("refund"), by="boss"
        )
        await service.submit(refund)
    (only,) = letters_by_people(tmp_path / "journal.sqlite")
    assert (only.subject, only.text, only.category) == ("Trip", "Please refund me", "refund")

"""Plays of the knowledge base: writing, publishing, changing one's mind, and what customers see of it."""

from pathlib import Path

import pytest

from dispatcher.knowledge.articles import ArticleError, Key, State
from dispatcher.knowledge.store import Reading
from dispatcher.vocabulary import DAY, HOUR, Instant, later
from tests.knowledge.shelves import PAY, content, knowing, written
from tests.mail.house import HandClock


async def test_a_draft_is_for_nobody_until_it_is_published(tmp_path: Path) -> None:
    async with knowing(tmp_path) as knowledge:
        await knowledge.save(PAY, State.DRAFT, content(), on=0, by="sun")
        assert knowledge.article(*PAY) is None
        assert knowledge.search("pay", "en") == ()
        await knowledge.save(PAY, State.PUBLISHED, content(), on=1, by="sun")
        await knowledge.settled()
        (found,) = knowledge.search("how to pay", "en")
    assert (found.article.key, found.article.version) == (PAY, 2)


async def test_customers_see_the_published_text_while_the_next_is_being_written(tmp_path: Path) -> None:
    async with knowing(tmp_path) as knowledge:
        await knowledge.save(PAY, State.PUBLISHED, content(), on=0, by="sun")
        await knowledge.save(PAY, State.DRAFT, content(body="By card alone."), on=1, by="sun")
        seen, (newest,) = knowledge.article(*PAY), await knowledge.newest()
    assert seen is not None
    assert (seen.body, newest.body) == ("By card or by transfer.", "By card alone.")


async def test_a_retired_article_is_gone_and_a_draft_brings_it_not_back(tmp_path: Path) -> None:
    async with knowing(tmp_path) as knowledge:
        await knowledge.save(PAY, State.PUBLISHED, content(), on=0, by="sun")
        await knowledge.save(PAY, State.RETIRED, content(), on=1, by="sun")
        assert knowledge.article(*PAY) is None
        await knowledge.restore(PAY, 1, by="sun")
        await knowledge.settled()
        assert knowledge.article(*PAY) is None
        assert knowledge.search("pay", "en") == ()


async def test_of_two_who_change_it_at_once_the_later_is_told(tmp_path: Path) -> None:
    async with knowing(tmp_path) as knowledge:
        await knowledge.save(PAY, State.DRAFT, content(), on=0, by="sun")
        await knowledge.save(PAY, State.DRAFT, content(body="By card."), on=1, by="ada")
        with pytest.raises(ArticleError, match="somebody else") as late:
            await knowledge.save(PAY, State.DRAFT, content(body="In cash."), on=1, by="sun")
        with pytest.raises(ArticleError) as twice:
            await knowledge.save(PAY, State.DRAFT, content(), on=0, by="sun")
        versions = await knowledge.versions(PAY)
    assert (late.value.code, twice.value.code) == ("stale", "taken")
    assert [(one.version, one.by) for one in versions] == [(2, "ada"), (1, "sun")]


async def test_an_older_version_comes_back_as_a_draft_and_nothing_is_lost(tmp_path: Path) -> None:
    async with knowing(tmp_path) as knowledge:
        await knowledge.save(PAY, State.PUBLISHED, content(), on=0, by="sun")
        await knowledge.save(PAY, State.PUBLISHED, content(body="Wrong."), on=1, by="sun")
        back = await knowledge.restore(PAY, 1, by="ada")
        versions = await knowledge.versions(PAY)
        with pytest.raises(ArticleError, match="no version 9"):
            await knowledge.restore(PAY, 9, by="ada")
    assert (back.version, back.state, back.body) == (3, State.DRAFT, "By card or by transfer.")
    assert [one.version for one in versions] == [3, 2, 1]


async def test_an_article_is_seen_within_its_dates_alone(tmp_path: Path) -> None:
    clock = HandClock()
    begin, end = later(clock.now, HOUR), later(clock.now, DAY)
    async with knowing(tmp_path, clock) as knowledge:
        dated = content(valid_from=begin, valid_until=end)
        await knowledge.save(PAY, State.PUBLISHED, dated, on=0, by="sun")
        await knowledge.settled()
        seen = []
        for now in (clock.now, begin, Instant(end - 1), end):
            clock.now = now
            seen.append((bool(knowledge.article(*PAY)), len(knowledge.search("pay", "en"))))
    assert seen == [(False, 0), (True, 1), (True, 1), (False, 0)]


async def test_what_was_published_is_found_again_after_a_restart(tmp_path: Path) -> None:
    async with knowing(tmp_path) as knowledge:
        for one in written():
            await knowledge.save(one.key, one.state, one.content, on=0, by="")
    async with knowing(tmp_path) as knowledge:
        first, *_ = knowledge.search("退款", "zh")
        everywhere = {found.article.language for found in knowledge.search("visa passport", limit=20)}
        held = knowledge.search("refund for my ticket", "en", categories=["payment"])
    assert first.article.id == "cancel-a-booking"
    assert "en" in everywhere
    assert {found.article.content.categories for found in held} == {("payment",)}


async def test_what_readers_say_is_counted_for_what_they_can_see(tmp_path: Path) -> None:
    async with knowing(tmp_path) as knowledge:
        await knowledge.save(PAY, State.PUBLISHED, content(), on=0, by="sun")
        for reading in (Reading.OPENED, Reading.OPENED, Reading.HELPED):
            await knowledge.note(PAY, reading)
        await knowledge.note(Key("none", "en"), Reading.FAILED)
        counted = await knowledge.readings()
    assert {key: (one.opened, one.helped, one.failed) for key, one in counted.items()} == {PAY: (2, 1, 0)}


@pytest.mark.parametrize(
    ("key", "wrong", "names"),
    [
        (Key("Bad Id", "en"), {}, "id"),
        (Key("pay", "English"), {}, "language"),
        (PAY, {"title": "  "}, "title"),
        (PAY, {"body": ""}, "body"),
        (PAY, {"valid_from": 5, "valid_until": 5}, "valid_until"),
        (PAY, {"keywords": ("x" * 101,)}, "keywords"),
    ],
)
async def test_what_is_no_article_is_refused_with_the_field_to_change(
    tmp_path: Path, key: Key, wrong: dict[str, object], names: str
) -> None:
    async with knowing(tmp_path) as knowledge:
        with pytest.raises(ArticleError, match=names):
            await knowledge.save(key, State.DRAFT, content(**wrong), on=0, by="")  # type: ignore[arg-type]
        assert await knowledge.newest() == []

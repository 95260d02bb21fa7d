"""The page of articles, as a browser without a script and a search engine see it."""

import re
from pathlib import Path

import httpx
import pytest

from dashboard.public.words import WORDS
from dashboard.words import LANGUAGES, words
from dispatcher.knowledge.articles import Key
from tests.mail.house import HELP
from tests.public.place import open_place

PAY = "payment-methods"


def client(url: str, language: str = "en") -> httpx.AsyncClient:
    headers = {"Accept-Language": language, "User-Agent": "a reader's browser"}
    return httpx.AsyncClient(base_url=url, headers=headers, follow_redirects=True)


async def test_anybody_reads_articles_where_others_must_log_in(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, client(place.url, "th") as she:
        index = await she.get("/faq")
        article = await she.get(f"/faq/th/{PAY}")
        inside = await she.get("/history.json")
    assert (index.url.path, index.status_code, inside.status_code) == ("/faq/th", 200, 401)
    assert '<html lang="th" dir="ltr">' in index.text
    assert f'href="/faq/th/{PAY}"' in index.text
    assert "พร้อมเพย์" in article.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_each_language_finds_and_each_page_leads_to_a_person(tmp_path: Path, language: str) -> None:
    asked = {"en": "instalments", "th": "ผ่อนชำระ", "zh": "分期付款", "fa": "اقساط", "ru": "рассрочка"}
    async with open_place(tmp_path) as place, client(place.url, language) as she:
        found = await she.get(f"/faq/{language}", params={"q": asked[language]})
        pages = [found, await she.get(f"/faq/{language}"), await she.get(f"/faq/{language}/{PAY}")]
        pages.append(await she.get(f"/faq/{language}/no-such-article"))
    first = re.search(r'<ol class="found.*?href="([^"]+)"', found.text, re.DOTALL)
    assert first is not None
    assert first[1] == f"/faq/{language}/{PAY}"
    assert all(f"/contact?lang={language}" in page.text for page in pages)
    assert [page.status_code for page in pages] == [200, 200, 200, 404]


async def test_what_a_reader_types_is_never_markup(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, client(place.url) as she:
        found = await she.get("/faq/en", params={"q": "<script>alert(1)</script>"})
        said = await she.get(f"/faq/en/{PAY}", params={"said": "<b>"})
    assert "<script>alert" not in found.text + said.text
    assert "&lt;script&gt;" in found.text


async def test_its_policy_lets_nothing_in_from_elsewhere_and_nobody_frame_it(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, client(place.url) as she:
        page = await she.get("/faq/en")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert re.findall(r'(?:src|href)="https?://(?!127\.0\.0\.1)[^"]+"', page.text) == []
    assert "set-cookie" not in page.headers


async def test_search_engines_are_told_what_is_public_and_by_which_address(tmp_path: Path) -> None:
    async with open_place(tmp_path, faq="https://help.bluebird.example") as place, client(place.url) as she:
        article = await she.get(f"/faq/fa/{PAY}")
        found = await she.get("/faq/en", params={"q": "pay"})
        sitemap, robots = await she.get("/sitemap.xml"), await she.get("/robots.txt")
    base = "https://help.bluebird.example/faq"
    assert f'<link rel="canonical" href="{base}/fa/{PAY}">' in article.text
    assert [f'hreflang="{one}" href="{base}/{one}/{PAY}"' in article.text for one in LANGUAGES] == [True] * 5
    assert '<meta name="description" content="ویزا' in article.text
    assert '<meta name="robots" content="noindex">' in found.text
    assert sitemap.text.count("<loc>") == 65
    assert f"<loc>{base}/zh/visa</loc>" in sitemap.text
    assert "Disallow: /\n" in robots.text
    assert "Sitemap: https://help.bluebird.example/sitemap.xml" in robots.text


async def test_what_readers_do_is_counted_and_what_robots_do_is_not(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, client(place.url) as she:
        await she.get(f"/faq/en/{PAY}")
        await she.get(f"/faq/en/{PAY}", headers={"User-Agent": "Examplebot/1.0"})
        thanks = await she.post(f"/faq/en/{PAY}", data={"reading": "failed"})
        await she.post(f"/faq/en/{PAY}", data={"reading": "nonsense"})
        counted = (await place.knowledge.readings())[Key(PAY, "en")]
    assert (counted.opened, counted.helped, counted.failed) == (1, 0, 1)
    assert words(WORDS, "en")["thanks_failed"] in thanks.text


async def test_votes_of_one_address_end_somewhere(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, client(place.url) as she:
        for _ in range(40):
            await she.post(f"/faq/en/{PAY}", data={"reading": "helped"}, follow_redirects=False)
        counted = (await place.knowledge.readings())[Key(PAY, "en")]
    assert counted.helped == 30


async def test_without_an_article_it_says_so_and_leads_to_a_person(tmp_path: Path) -> None:
    async with open_place(tmp_path, stocked=False) as place, client(place.url) as she:
        index = await she.get("/faq/ru")
    assert words(WORDS, "ru")["no_articles"] in index.text
    assert "/contact?lang=ru" in index.text


async def test_while_the_centre_is_silent_it_names_the_mailbox(tmp_path: Path) -> None:
    async with open_place(tmp_path) as place, client(place.url) as she:
        place.line.cut = True
        pages = [await she.get(path) for path in ("/faq/en", f"/faq/en/{PAY}", "/faq/en?q=pay")]
    assert [page.status_code for page in pages] == [503] * 3
    assert all(f"mailto:{HELP}" in page.text for page in pages)


@pytest.mark.parametrize("key", sorted(WORDS))
def test_every_sentence_is_there_in_all_languages_with_the_same_places_to_fill(key: str) -> None:
    row = WORDS[key]
    assert len(row) == len(LANGUAGES)
    assert all(row)
    assert len({tuple(sorted(re.findall(r"{\w+}", text))) for text in row}) == 1

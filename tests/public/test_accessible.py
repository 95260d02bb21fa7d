"""What customers see is held to axe-core's rules, too."""

from pathlib import Path

import pytest

from tests.accessible import grave_findings
from tests.browser import chromium, screen
from tests.public.place import open_place

pytestmark = pytest.mark.system


@pytest.mark.parametrize("language", ["en", "fa"])
async def test_no_public_page_has_grave_findings(tmp_path: Path, language: str) -> None:
    async with open_place(tmp_path) as place, chromium() as browser, screen(browser, 390, 844) as page:
        for path in ("/contact", "/faq", "/faq?q=pay"):
            await page.goto(f"{place.url}{path}{'&' if '?' in path else '?'}lang={language}")
            assert await grave_findings(page) == [], path

"""The house's colours can be read: WCAG 2.2's 4.5 to 1 for every text on whatever may lie behind it."""

import re
from pathlib import Path

import pytest

import dashboard

SHEET = (Path(dashboard.__file__).parent / "assets" / "house.css").read_text("utf-8")
COLOUR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
PLAIN, MORE_CONTRAST = (
    {name: (light, dark) for name, light, dark in COLOUR.findall(part)}
    for part in SHEET.split("@media (prefers-contrast: more)")
)
TEXTS = ("ink", "muted", "good", "attention", "breach")
GROUNDS = ("paper", "card", "raised")


def luminance(colour: str) -> float:
    """WCAG's relative luminance."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("colours", [PLAIN, PLAIN | MORE_CONTRAST], ids=["usual", "more contrast"])
def test_every_text_can_be_read_on_every_ground(colours: dict[str, tuple[str, str]], scheme: int) -> None:
    for text in TEXTS:
        grounds = [*GROUNDS, *(f"{level}-wash" for level in ("good", "attention", "breach"))]
        for ground in grounds:
            found = contrast(colours[text][scheme], colours[ground][scheme])
            assert found >= 4.5, f"--{text} on --{ground}: {found:.2f}"


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_the_focus_ring_can_be_seen(scheme: int) -> None:
    for ground in GROUNDS:
        assert contrast(PLAIN["focus"][scheme], PLAIN[ground][scheme]) >= 3

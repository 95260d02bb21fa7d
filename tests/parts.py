"""Parts of the system that tests use and Python cannot bring: what happens when one is not there."""

import os

import pytest


def missing(part: str, *packages: str) -> None:
    """Skip the test and say what to install; where CI=true, fail it: nothing may go untested there."""
    sentence = f"{part} is not installed: apt-get install {' '.join(packages)}"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)

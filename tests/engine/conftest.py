"""A law or a play that fails should show what it saw, though it is no test module."""

import pytest

pytest.register_assert_rewrite("tests.engine.drivers", "tests.engine.laws", "tests.engine.play")

"""The campaign folds its journal by the engine's laws, which should show what they saw."""

import pytest

pytest.register_assert_rewrite("tests.engine.laws", "tests.engine.drivers", "tests.engine.play")

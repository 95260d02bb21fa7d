"""Sparklines as SVG paths."""

from collections.abc import Sequence
from typing import Final

SPARK_WIDTH: Final = 100
SPARK_HEIGHT: Final = 24


def spark(values: Sequence[float | None], top: float | None = None) -> str:
    """The values as the path of an SVG line, `SPARK_WIDTH` by `SPARK_HEIGHT`; it breaks where there is none.

    The bottom is 0; the top is `top`, else the highest value.
    """
    height = max((value for value in values if value is not None), default=0) if top is None else top
    step = SPARK_WIDTH / max(len(values) - 1, 1)
    path, pen = [], "M"
    for place, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        y = SPARK_HEIGHT * (1 - value / height) if height else SPARK_HEIGHT
        path.append(f"{pen}{place * step:.1f} {y:.1f}")
        pen = "L"
    return "".join(path)

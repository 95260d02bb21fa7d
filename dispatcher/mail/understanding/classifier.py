"""What a letter is most likely about, by a model that was taught with others: `ringpost mail train`.

A linear model over runs of characters (`features`): multinomial logistic regression on sublinear TF-IDF, its
confidence brought to what cross-validation saw (temperature scaling, Guo et al. 2017). It is kept as plain
numbers, which cannot do anything when they are read, and needs no learning library to be asked.
"""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from dispatcher.errors import OwnerError
from dispatcher.mail.understanding.features import BUCKETS, runs
from dispatcher.mail.understanding.understand import Guess
from dispatcher.vocabulary import CategoryId

VERSION: Final = 2
"""Of the file and of the features; a model of another version is to be trained anew."""

Numbers = NDArray[np.float32]


class Classifier:
    """A taught model. `about` says how it was taught: when, from how many letters, how right it was."""

    def __init__(
        self,
        categories: Sequence[CategoryId],
        idf: Numbers,
        weights: Numbers,
        bias: Numbers,
        *,
        temperature: float,
        about: dict[str, object],
    ) -> None:
        self.categories, self.about = tuple(categories), about
        self._idf, self._weights, self._bias, self._temperature = idf, weights, bias, temperature

    def guesses(self, subject: str, text: str) -> list[Guess]:
        """Every category, the most likely first; ties by name."""
        where, values = vector(subject, text, self._idf)
        scores = (self._weights[:, where] @ values + self._bias) / self._temperature
        odds = np.exp(scores - scores.max())
        shares = odds / odds.sum()
        return sorted(
            (Guess(category, float(share)) for category, share in zip(self.categories, shares, strict=True)),
            key=lambda guess: (-guess.confidence, guess.category),
        )

    def save(self, path: Path) -> None:
        """Write it to a file, whole or not at all."""
        body = io.BytesIO()
        meta = {"version": VERSION, "categories": self.categories, "temperature": self._temperature}
        np.savez_compressed(
            body,
            meta=np.frombuffer(json.dumps({**meta, "about": self.about}).encode(), dtype=np.uint8),
            idf=self._idf.astype(np.float16),
            weights=self._weights.astype(np.float16),
            bias=self._bias,
        )
        beside = path.with_name(f"{path.name}.new")
        beside.write_bytes(body.getvalue())
        beside.replace(path)


def vector(subject: str, text: str, idf: Numbers) -> tuple[NDArray[np.int64], Numbers]:
    """The buckets of a letter that hold something, and their weights: sublinear TF-IDF of length 1."""
    where, often = runs(subject, text)
    values = (1 + np.log(often)) * idf[where]
    return where, (values / max(float(np.linalg.norm(values)), 1e-9)).astype(np.float32)


def load(path: Path) -> Classifier:
    """The model in this file.

    Raises:
        OwnerError: it cannot be read, is none, or is of another version; the message says what to do.
    """
    try:
        with np.load(path, allow_pickle=False) as parts:
            meta = json.loads(bytes(parts["meta"]))
            idf, weights, bias = (parts[name].astype(np.float32) for name in ("idf", "weights", "bias"))
    except FileNotFoundError:
        raise OwnerError(f"there is no model {path}; make one with: ringpost mail train") from None
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise OwnerError(f"{path} is no model; make one with: ringpost mail train") from error
    if meta.get("version") != VERSION or idf.shape != (BUCKETS,):
        raise OwnerError(f"{path} was made by another version; train it anew: ringpost mail train")
    categories = [CategoryId(name) for name in meta["categories"]]
    return Classifier(
        categories, idf, weights, bias, temperature=float(meta["temperature"]), about=meta["about"]
    )

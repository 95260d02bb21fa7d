"""Teaching the classifier, and saying honestly how right it is. Needs scikit-learn, the extra `train`."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatcher.errors import OwnerError
from dispatcher.mail.understanding.classifier import Classifier, Numbers, vector
from dispatcher.mail.understanding.features import BUCKETS, runs
from dispatcher.vocabulary import CategoryId

FEWEST: Final = 5  # letters a category; with fewer nothing can be said about how right it is
FOLDS: Final = 5
FEW: Final = 2_000  # letters; the table of how alike each two are grows with their square
BOUNDS: Final = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)

_LIBRARY: Final = "training needs scikit-learn; install it with: pip install 'ringpost[train]'"


class Example(Struct, frozen=True, kw_only=True):
    """A letter and what it is about, as a person said."""

    subject: str
    text: str
    category: CategoryId


class Row(Struct, frozen=True, kw_only=True):
    """How right a category is recognised: of what was called so, and of what is so."""

    category: CategoryId
    letters: int
    precision: float | None
    recall: float


class Bound(Struct, frozen=True, kw_only=True):
    """With this confidence asked for, the share of letters that get a category, and the right among those."""

    confidence: float
    decided: float
    right: float | None


class Lesson(Struct, frozen=True, kw_only=True):
    """What cross-validation saw. `confusion[i][j]` counts letters of category i that were called j."""

    letters: int
    folds: int
    accuracy: float
    categories: tuple[Row, ...]
    confusion: tuple[tuple[int, ...], ...]
    bounds: tuple[Bound, ...]


def teach(
    examples: Sequence[Example], *, say: Callable[[str], None] = lambda _: None
) -> tuple[Classifier, Lesson]:
    """A classifier taught with these letters, and how right it was on letters that it had not seen.

    `say` hears how far it is. The same letters in the same order give the same model.

    Raises:
        OwnerError: there are too few letters or categories, or scikit-learn is not installed.
    """
    _refuse_too_few(examples)
    names = sorted({example.category for example in examples})
    wanted = np.array([names.index(example.category) for example in examples])
    say(f"reading {len(examples)} letters")
    matrix, idf = _matrix(examples)
    folds = min(FOLDS, min(Counter(wanted.tolist()).values()))
    scores = _unseen(matrix, wanted, folds, say)
    temperature = _temperature(scores, wanted)
    lesson = _lesson(names, wanted, scores / temperature, folds)
    say("teaching with all of them")
    weights, bias = _fit(matrix, wanted)
    about: dict[str, object] = {"letters": len(examples), "folds": folds, "accuracy": lesson.accuracy}
    return Classifier(names, idf, weights, bias, temperature=temperature, about=about), lesson


def _refuse_too_few(examples: Sequence[Example]) -> None:
    counts = Counter(example.category for example in examples)
    if len(counts) < 2:
        raise OwnerError(f"two categories at least are to be told apart; there are letters of {len(counts)}")
    few = sorted(f"{category} ({count})" for category, count in counts.items() if count < FEWEST)
    if few:
        raise OwnerError(
            f"{FEWEST} letters of each category are needed at least; too few of {', '.join(few)}"
        )


def _matrix(examples: Sequence[Example]) -> tuple[Any, Numbers]:
    """The letters as rows of a sparse matrix, and how rare each bucket is."""
    from scipy.sparse import csr_matrix

    counted = [runs(example.subject, example.text) for example in examples]
    seen = np.bincount(np.concatenate([where for where, _ in counted]), minlength=BUCKETS)
    idf = np.where(seen, 1 + np.log((1 + len(examples)) / (1 + seen)), 1).astype(np.float32)
    rows = [vector(example.subject, example.text, idf) for example in examples]
    values = np.concatenate([values for _, values in rows])
    columns = np.concatenate([where for where, _ in rows])
    starts = np.cumsum([0, *(len(where) for where, _ in rows)])
    shape = (len(examples), BUCKETS)
    return csr_matrix((values, columns, starts), shape=shape), idf


def _fit(matrix: Any, wanted: NDArray[np.int64]) -> tuple[Numbers, Numbers]:
    """The weights and the bias of each category."""
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise OwnerError(_LIBRARY) from error
    rows, back = _turned(matrix)
    model = LogisticRegression(C=20.0, max_iter=1_000, class_weight="balanced").fit(rows, wanted)
    weights, bias = model.coef_ @ back, model.intercept_
    if len(weights) == 1:  # of two categories it keeps the second one's alone
        weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return weights.astype(np.float32), bias.astype(np.float32)


def _turned(matrix: Any) -> tuple[Any, Any]:
    """The letters in the few directions they span, and the way back from there to buckets.

    What is learned lies in their span (Schölkopf, Herbrich & Smola 2001), so it is the same lesson, in a
    thirtieth of the time for 150 letters. Many letters span nearly everything, and stay as they are.
    """
    from scipy.sparse import identity

    if matrix.shape[0] > FEW:
        return matrix, identity(BUCKETS, format="csr")
    squares, turn = np.linalg.eigh((matrix @ matrix.T).toarray())
    kept = squares > 1e-8
    long = np.sqrt(squares[kept])
    return turn[:, kept] * long, (matrix.T @ (turn[:, kept] / long)).T


def _unseen(matrix: Any, wanted: NDArray[np.int64], folds: int, say: Callable[[str], None]) -> Numbers:
    """Each letter's scores by a model that was taught without it."""
    places = _folds(wanted, folds)
    scores = np.zeros((len(wanted), int(wanted.max()) + 1), dtype=np.float32)
    for fold in range(folds):
        say(f"trying it on letters it has not seen: {fold + 1} of {folds}")
        here = places == fold
        weights, bias = _fit(matrix[~here], wanted[~here])
        scores[here] = matrix[here] @ weights.T + bias
    return scores


def _folds(wanted: NDArray[np.int64], folds: int) -> NDArray[np.int64]:
    """A fold for each letter: those of a category are dealt out in turn."""
    places = np.zeros(len(wanted), dtype=np.int64)
    for category in range(int(wanted.max()) + 1):
        here = np.flatnonzero(wanted == category)
        places[here] = np.arange(len(here)) % folds
    return places


def _shares(scores: NDArray[Any]) -> NDArray[np.float64]:
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float64)


def _temperature(scores: Numbers, wanted: NDArray[np.int64]) -> float:
    """What scores are divided by so that confidence is as often right as it says: the least log loss."""
    tried = np.geomspace(0.05, 10, 60)
    rows = np.arange(len(wanted))
    losses = [-np.log(np.maximum(_shares(scores / one)[rows, wanted], 1e-12)).mean() for one in tried]
    return float(tried[int(np.argmin(losses))])


def _lesson(
    names: Sequence[CategoryId], wanted: NDArray[np.int64], scores: NDArray[Any], folds: int
) -> Lesson:
    shares = _shares(scores)
    called, sure = shares.argmax(axis=1), shares.max(axis=1)
    right = called == wanted
    confusion = np.zeros((len(names), len(names)), dtype=np.int64)
    np.add.at(confusion, (wanted, called), 1)
    return Lesson(
        letters=len(wanted),
        folds=folds,
        accuracy=float(right.mean()),
        categories=tuple(_row(name, confusion, place) for place, name in enumerate(names)),
        confusion=tuple(tuple(int(count) for count in row) for row in confusion),
        bounds=tuple(_bound(bound, sure, right) for bound in BOUNDS),
    )


def _row(name: CategoryId, confusion: NDArray[np.int64], place: int) -> Row:
    right, called, letters = confusion[place, place], confusion[:, place].sum(), confusion[place].sum()
    return Row(
        category=name,
        letters=int(letters),
        precision=float(right / called) if called else None,
        recall=float(right / letters),
    )


def _bound(bound: float, sure: NDArray[np.float64], right: NDArray[np.bool_]) -> Bound:
    decided = sure >= bound
    return Bound(
        confidence=bound,
        decided=float(decided.mean()),
        right=float(right[decided].mean()) if decided.any() else None,
    )

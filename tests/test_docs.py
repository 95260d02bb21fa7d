"""The documentation is held to the code: generated pages, links, dependencies, docstrings."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from docs.generate import stale
from docs.printers.markdown import anchor

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PACKAGES = ("dispatcher", "analytics", "simulator", "dashboard")
ELSEWHERE = {".venv", ".git", "node_modules", "demo"}

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def pages() -> list[Path]:
    """Every Markdown page of the project."""
    return sorted(page for page in ROOT.rglob("*.md") if not ELSEWHERE & set(page.relative_to(ROOT).parts))


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """Each relative link as the file it leads to and the heading in it; those in code are none."""
    for target in LINK.findall(CODE.sub("", page.read_text("utf-8"))):
        if not re.match(r"[a-z]+:", target):
            file, _, heading = target.partition("#")
            yield (page.parent / file).resolve() if file else page, heading


def headings(page: Path) -> set[str]:
    """What may stand behind a # in a link to this page."""
    titles = HEADING.findall(CODE.sub(lambda code: code[0].strip("`"), page.read_text("utf-8")))
    return {anchor(re.sub(r"[^\w\s-]", "", title)) for title in titles}


def test_generated_pages_say_what_the_code_says() -> None:
    assert stale() == [], "run `make docs` and look over what changed"


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_is_dead(page: Path) -> None:
    for file, heading in links(page):
        assert file.exists(), f"{page.name} links to {file}, which is not there"
        if heading:
            assert heading in headings(file), f"{page.name} links to {file.name}#{heading}: no such heading"


def test_every_page_can_be_reached_from_the_index() -> None:
    found, ahead = set[Path](), [DOCS / "README.md"]
    while ahead:
        page = ahead.pop()
        found.add(page)
        ahead += {file for file, _ in links(page) if file.suffix == ".md"} - found
    assert {page for page in pages() if page.is_relative_to(DOCS)} <= found


def declared() -> Iterator[str]:
    """The name of each dependency in pyproject.toml, of the project and of its extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for wanted in (project["dependencies"], *project["optional-dependencies"].values()):
        yield from (re.split(r"[\[<>=~! ;]", one, maxsplit=1)[0] for one in wanted)


def test_every_dependency_has_its_reason() -> None:
    page = (DOCS / "background" / "dependencies.md").read_text("utf-8")
    explained = re.findall(r"^\| `([\w.-]+)`", page, re.MULTILINE)
    own = {name for name in declared() if name != "ringpost"}
    assert {name for name in own if name not in explained} == set()
    assert {name for name in explained if name not in own} == set()


def test_decisions_are_numbered_without_a_hole() -> None:
    numbers = sorted(int(page.name[:4]) for page in (DOCS / "decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def sources() -> list[Path]:
    """Every module of the packages."""
    return sorted(module for package in PACKAGES for module in (ROOT / package).rglob("*.py"))


def undocumented(body: Iterable[ast.stmt], owner: str = "") -> Iterator[str]:
    """The public functions, classes and methods that promise nothing."""
    for node in body:
        if not isinstance(node, Definition) or node.name.startswith("_") or _only_a_shape(node):
            continue
        if ast.get_docstring(node) is None:
            yield owner + node.name
        if isinstance(node, ast.ClassDef):
            yield from undocumented(node.body, f"{owner}{node.name}.")


def _only_a_shape(node: Definition) -> bool:
    """Is it a protocol's `...`? The class says what is meant."""
    return isinstance(node.body[0], ast.Expr) and getattr(node.body[0].value, "value", None) is ...


@pytest.mark.parametrize("module", sources(), ids=lambda module: str(module.relative_to(ROOT)))
def test_everything_public_says_what_it_promises(module: Path) -> None:
    tree = ast.parse(module.read_text("utf-8"))
    assert list(undocumented(tree.body)) == []
    assert ast.get_docstring(tree) is not None or not tree.body, "a module says what it is"


def named(page: str) -> Iterator[tuple[str, str]]:
    """Each module of a page and each name that the page says is in it, beside it or in the next cell."""
    text = (DOCS / "background" / page).read_text("utf-8")
    for file, names in re.findall(r"`([\w/]+\.py)`(?:(?:: | \| )((?:`\w+`(?:, )?)+))?", text):
        if "/" in file:  # else it is short for one named with its folder before
            yield from ((file, name) for name in ["", *re.findall(r"`(\w+)`", names)])


@pytest.mark.parametrize("page", ["follow-a-contact.md", "engine.md"])
def test_whoever_reads_along_finds_every_name(page: str) -> None:
    for file, name in named(page):
        source = (ROOT / file).read_text("utf-8")
        assert re.search(rf"^\s*(?:async )?(?:def|class) {name}\b|^{name}\b", source, re.M), (file, name)

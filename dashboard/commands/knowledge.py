"""The knowledge base from the command line: in and out as files, searched, and listed."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.commands.arguments import CentrePath
from dashboard.commands.running import run_as_owner

if TYPE_CHECKING:
    from dispatcher.client import Api
    from dispatcher.knowledge.folder import Written

knowledge = typer.Typer(
    no_args_is_help=True,
    help="""
Keep what the centre knows: articles for customers, and for those who answer them.

Works while the centre runs and while it does not. For example
`ringpost knowledge import center.toml articles/`.
""",
)
Folder = Annotated[Path, typer.Argument(help="A folder of articles, LANGUAGE/ID.md in it.", metavar="FOLDER")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead.")]
Language = Annotated[str, typer.Option(help="Only in this language, such as th.")]


@knowledge.command("import")
def import_folder(centre: CentrePath, folder: Folder) -> None:
    """Take in a folder of Markdown files; what has not changed stays as it is, and nothing is ever lost.

    Each file becomes a new version of its article, in the state its head says: `state = "draft"`,
    `"published"` or `"retired"`. Articles the folder does not have are left alone.
    """
    from dispatcher.knowledge.folder import read_folder

    articles = read_folder(folder)

    async def work(api: "Api") -> None:
        changed = await take_in(api, articles)
        typer.echo(f"{len(articles)} articles read, {changed} of them new or changed.", err=True)

    run_as_owner(centre, work)


async def take_in(api: "Api", articles: "Sequence[Written]") -> int:
    """Write each article that the centre does not have in this very state and wording; says how many."""
    newest = {(one["language"], one["id"]): one for one in await api.ask("GET", "/v1/articles")}
    changed = 0
    for article in articles:
        known = newest.get((article.key.language, article.key.id))
        changed += await _take(api, article, known["version"] if known else 0)
    return changed


async def _take(api: "Api", article: Any, version: int) -> bool:
    """Write it as the next version, unless the newest says the very same."""
    import msgspec

    key = article.key
    if version:
        old = await _newest(api, key.language, key.id)
        if (old.content, old.state) == (article.content, article.state):
            return False
    said = msgspec.to_builtins(article.content)
    address = f"/v1/articles/{key.language}/{key.id}"
    await api.ask("PUT", address, {**said, "state": article.state, "note": article.note, "on": version})
    return True


@knowledge.command("export")
def export_folder(centre: CentrePath, folder: Folder) -> None:
    """Write every article's newest version to a folder, as `import` reads it; files there are overwritten."""
    from dispatcher.knowledge.folder import write_folder

    async def work(api: "Api") -> None:
        listed = await api.ask("GET", "/v1/articles")
        found = [await _newest(api, one["language"], one["id"]) for one in listed]
        typer.echo(f"{write_folder(folder, found)} articles written to {folder}.", err=True)

    run_as_owner(centre, work)


async def _newest(api: "Api", language: str, id_: str) -> Any:
    """The article as the store has it, from how the API shows it."""
    import msgspec

    from dispatcher.knowledge.articles import Article, Content

    (card, *_) = await api.ask("GET", f"/v1/articles/{language}/{id_}")
    content = {name: card[name] for name in msgspec.structs.asdict(Content(title="", body=""))}
    return msgspec.convert({**card, "content": content}, Article)


@knowledge.command()
def search(
    centre: CentrePath,
    question: Annotated[str, typer.Argument(help="What a customer asks, in her own words.")],
    language: Language = "",
    limit: Annotated[int, typer.Option(help="How many articles at most.", min=1, max=50)] = 5,
    json: AsJson = False,
) -> None:
    """Find the articles that answer best, with the chance that they do.

    For example `ringpost knowledge search center.toml "can I pay in instalments" --language en`.
    """

    async def work(api: "Api") -> None:
        from urllib.parse import urlencode

        query = urlencode({"question": question, "language": language, "limit": limit})
        _show_found(await api.ask("GET", f"/v1/knowledge/search?{query}"), json)

    run_as_owner(centre, work)


def _show_found(found: list[dict[str, Any]], json: bool) -> None:
    if json:
        from json import dumps

        typer.echo(dumps(found, ensure_ascii=False))
        return
    if not found:
        typer.echo("No article has to do with that.", err=True)
    for one in found:
        article = one["article"]
        typer.echo(f"{one['confidence']:4.0%}  {article['language']}/{article['id']}  {article['title']}")


@knowledge.command("list")
def list_articles(centre: CentrePath, language: Language = "", json: AsJson = False) -> None:
    """Show every article with its state, and what readers did with it within 30 days."""

    async def work(api: "Api") -> None:
        listed = await api.ask("GET", "/v1/articles")
        _show([one for one in listed if language in ("", one["language"])], json)

    run_as_owner(centre, work)


def _show(listed: list[dict[str, Any]], json: bool) -> None:
    if json:
        from json import dumps

        typer.echo(dumps(listed, ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Column, Table

    id_ = Column("id", overflow="fold")
    table = Table("language", id_, "title", "state", "opened", "helped", "did not")
    for one in listed:
        older = one["public"] and one["state"] == "draft"
        state = "draft; an older version is public" if older else one["state"]
        counts = (str(one[name]) for name in ("opened", "helped", "failed"))
        table.add_row(one["language"], one["id"], one["title"], state, *counts)
    Console().print(table if listed else "There are no articles yet; begin with: ringpost knowledge import")

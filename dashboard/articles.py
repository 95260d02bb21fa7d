"""What the knowledge base's page and the desk ask: the centre's articles, with the right of whoever asks."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import JSONResponse

from dashboard.letters import said, secret_of_page
from dashboard.public.reading import read_json
from dispatcher.client import Api

Language = Annotated[str, Path(pattern="^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,2}$")]
Id = Annotated[str, Path(pattern="^[a-z0-9][a-z0-9-]{0,63}$")]


def routes(api: Api) -> APIRouter:
    """The routes under /knowledge/, and those of the desk's own panel."""
    router = APIRouter()

    async def ask(request: Request, verb: str, path: str, body: object = None) -> JSONResponse:
        return await said(lambda: api.ask(verb, path, body, secret=secret_of_page(request)))

    @router.get("/knowledge/articles")
    async def articles(request: Request) -> JSONResponse:
        """Every article by its newest version."""
        return await ask(request, "GET", "/v1/articles")

    @router.get("/knowledge/articles/{language}/{id_}")
    async def versions(language: Language, id_: Id, request: Request) -> JSONResponse:
        """All versions of an article, the newest first."""
        return await ask(request, "GET", f"/v1/articles/{language}/{id_}")

    @router.put("/knowledge/articles/{language}/{id_}")
    async def save(language: Language, id_: Id, request: Request) -> JSONResponse:
        """Write the next version."""
        return await ask(request, "PUT", f"/v1/articles/{language}/{id_}", await _body(request))

    @router.post("/knowledge/articles/{language}/{id_}/restore")
    async def restore(language: Language, id_: Id, request: Request) -> JSONResponse:
        """Take an older version up again."""
        return await ask(request, "POST", f"/v1/articles/{language}/{id_}/restore", await _body(request))

    @router.get("/knowledge/articles/{language}/{id_}/changes/{version}")
    async def changes(language: Language, id_: Id, version: int, request: Request) -> JSONResponse:
        """What this version changed."""
        return await ask(request, "GET", f"/v1/articles/{language}/{id_}/changes/{version}")

    @router.post("/knowledge/preview")
    async def preview(request: Request) -> JSONResponse:
        """The body as it would be shown."""
        return await ask(request, "POST", "/v1/articles/preview", await _body(request))

    @router.get("/desk/knowledge")
    async def search(request: Request) -> JSONResponse:
        """The articles that may answer what an agent has in hand; the query is handed on."""
        return await ask(request, "GET", f"/v1/knowledge/search?{request.url.query}")

    @router.post("/desk/article")
    async def propose(request: Request) -> JSONResponse:
        """Begin an article with an answer, for a person to finish."""
        return await ask(request, "POST", "/v1/knowledge/proposals", await _body(request))

    return router


async def _body(request: Request) -> dict[str, Any]:
    return await read_json(request)

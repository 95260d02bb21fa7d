"""The way to a desk for a page: it asks here for the ticket that its socket needs."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from dashboard.house import Settings
from dispatcher.access.people import Role
from dispatcher.client import Api, LogInError, Lost
from dispatcher.errors import OwnerError, RingpostError
from dispatcher.vocabulary import AgentId


class Wanted(BaseModel):
    """Whose desk."""

    model_config = ConfigDict(extra="forbid")

    agent: str = Field(max_length=80)


def routes(settings: Settings, api: Api) -> APIRouter:
    """The route `/desk/ticket`."""
    router = APIRouter()

    @router.post("/desk/ticket")
    async def ticket(wanted: Wanted, request: Request) -> JSONResponse:
        """A ticket for this desk and where to show it; or a code and a sentence why not."""
        try:
            # Her own right; the owner's only where nobody logs in.
            found = await api.ticket(Role.AGENT, AgentId(wanted.agent), secret=request.state.secret)
        except LogInError as error:
            return _no(401, "log_in", str(error))
        except OwnerError as error:
            return _no(403, "not_allowed", str(error))
        except (Lost, RingpostError) as error:
            return _no(503, "lost", str(error))
        return JSONResponse({"url": settings.desks, "ticket": found.ticket})

    return router


def _no(status: int, code: str, detail: str) -> JSONResponse:
    return JSONResponse({"code": code, "detail": detail}, status)

"""The pages people see, without any script: which address shows which page."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.exceptions import HTTPException

from emulator import booking_page, meeting_page
from emulator.desk import Emulation, random_id
from emulator.faults import Faults
from emulator.instants import Clock, NewId
from emulator.looks import notice
from emulator.shapes import Shapes
from emulator.store import Store
from emulator.unsettled import Unsettled
from emulator.visit import TooLarge
from emulator.words import preferred

View = Callable[..., Awaitable[Response]]
BOTH = ("GET", "POST")
# The longer and the fixed come first: everything else in one segment is a link's token.
ADDRESSES: tuple[tuple[str, View, tuple[str, ...]], ...] = (
    ("/booked/{invitee_id}", meeting_page.booked, ("GET",)),
    ("/ics/{invitee_id}.ics", meeting_page.ics, ("GET",)),
    ("/cancel/{invitee_id}", meeting_page.cancel, BOTH),
    ("/move/{invitee_id}", meeting_page.move_on, BOTH),
    ("/events/{event_id}/google_meet", meeting_page.video, ("GET",)),
    ("/events/{event_id}/join", meeting_page.video, ("GET",)),
    ("/{user_slug}/{slug}/{start}", booking_page.by_address, BOTH),
    ("/{user_slug}/{slug}", booking_page.by_address, BOTH),
    ("/{token}", booking_page.by_link, BOTH),
)


def pages_router(
    store: Store,
    *,
    clock: Clock,
    api_url: str,
    pages_url: str,
    new_id: NewId = random_id,
    faults: Faults | None = None,
    unsettled: Unsettled | None = None,
    prefix: str = "/book",
) -> APIRouter:
    """The routes under `prefix`, for an app of one's own; the addresses in pages use `/book`."""
    unsettled = unsettled or Unsettled()
    emulation = Emulation(
        store=store,
        clock=clock,
        shapes=Shapes(api_url=api_url, pages_url=pages_url, unsettled=unsettled),
        new_id=new_id,
        faults=faults or Faults(),
        unsettled=unsettled,
    )
    return _routes(emulation, prefix)


def _routes(emulation: Emulation, prefix: str) -> APIRouter:
    router = APIRouter(prefix=prefix, include_in_schema=False)
    for path, view, methods in ADDRESSES:
        router.add_api_route(
            path, _endpoint(emulation, view), methods=list(methods), name=view.__name__
        )
    return router


def _endpoint(emulation: Emulation, view: View) -> Callable[[Request], Awaitable[Response]]:
    async def show(request: Request) -> Response:
        language = preferred(request.headers.get("accept-language", ""))
        if any("\0" in part for part in request.path_params.values()):
            return notice(language, "not_found", "check_address", status=404)
        try:
            return await view(emulation, request, **request.path_params)
        except TooLarge:
            return notice(language, "too_large", None, status=413)

    return show


def create_pages(
    store: Store,
    *,
    clock: Clock,
    api_url: str,
    pages_url: str,
    new_id: NewId = random_id,
    faults: Faults | None = None,
    unsettled: Unsettled | None = None,
) -> FastAPI:
    """The same pages as an app to mount at `/book`."""
    app = FastAPI(title="Booking pages", openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(
        pages_router(
            store,
            clock=clock,
            api_url=api_url,
            pages_url=pages_url,
            new_id=new_id,
            faults=faults,
            unsettled=unsettled,
            prefix="",
        )
    )
    app.add_exception_handler(HTTPException, _no_such_page)
    return app


async def _no_such_page(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    language = preferred(request.headers.get("accept-language", ""))
    return notice(language, "not_found", "check_address", status=error.status_code)

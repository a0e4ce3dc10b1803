"""What surrounds every HTTP answer: its headers, and an id for every fault."""

from collections import Counter
from collections.abc import Awaitable, Callable

from aiohttp import web

from server.bodies import BYTES_AT_MOST
from server.bugs import Bugs
from server.headers import FORM, secure

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_CODES = {404: "no-such-page", 405: "wrong-method", 413: "body-too-large"}


def application(*, https: bool, bugs: Bugs, answers: Counter[str]) -> web.Application:
    """An application without routes, inside the boundary. `answers` counts them by status class."""

    @web.middleware
    async def boundary(request: web.Request, handler: Handler) -> web.StreamResponse:
        answer: web.StreamResponse | None = None
        gone: ConnectionError | None = None
        with bugs.caught("http") as met:
            try:
                answer = await handler(request)
            except web.HTTPException as said:
                answer = _plain(request, said)
            except ConnectionError as error:
                gone = error
        if gone is not None:
            raise gone
        return web.json_response({"code": "internal", "id": met.id}, status=500) if answer is None else answer

    async def finish(_request: web.Request, response: web.StreamResponse) -> None:
        secure(response.headers, https=https, form=bool(response.get(FORM)))
        answers[f"{response.status // 100}xx"] += 1

    app = web.Application(middlewares=[boundary], client_max_size=BYTES_AT_MOST)
    app.on_response_prepare.append(finish)
    return app


def _plain(request: web.Request, answer: web.HTTPException) -> web.StreamResponse:
    """Redirects as they are; other statuses with a code for programs, a word for people, and nothing that came with the request."""
    kept = {name: answer.headers[name] for name in ("Allow", "Location") if name in answer.headers}
    if answer.status < 400:
        return web.Response(status=answer.status, headers=kept)
    code = _CODES.get(answer.status, "refused")
    if request.path.startswith("/api/"):
        return web.json_response({"code": code}, status=answer.status, headers=kept)
    return web.Response(text=f"{code}\n", status=answer.status, headers=kept)

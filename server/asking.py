"""How a command on this machine asks the running server."""

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from server.centre import NAME, read_key
from server.settings import WrongSetting

FILE = "server.url"
"""Written into the data folder by a server that serves, so that commands need no more than the folder."""

SECONDS = 10.0


def tell_url(data: Path, url: str) -> None:
    """Raises WrongSetting."""
    try:
        (data / FILE).write_text(url + "\n", "ascii")
    except OSError as error:
        raise WrongSetting(f"--data {data} cannot be written to: {error.strerror}") from None


def ask_to_open(data: Path, url: str, body: dict[str, object]) -> dict[str, Any]:
    """The server's answer to `POST /api/circles`. Raises WrongSetting with what to do."""
    return _ask(data, url, "/api/circles", body)


def ask_for_follow_ups(data: Path, url: str) -> dict[str, Any]:
    """The server's answer to `POST /api/follow-ups/take`: what is in it is kept nowhere else any more. Raises WrongSetting with what to do."""
    return _ask(data, url, "/api/follow-ups/take", {})


def _ask(data: Path, url: str, path: str, body: dict[str, object]) -> dict[str, Any]:
    try:
        key = read_key(data)
    except OSError as error:
        raise WrongSetting(f"no centre's key at {data / NAME} ({error.strerror}): start `circlekeeper serve` once, or say --data") from None
    if not key:
        raise WrongSetting(f"{data / NAME} holds no key: copy the centre's there again")
    base = (url or _told_url(data)).rstrip("/")
    if urlsplit(base).scheme not in ("http", "https"):
        raise WrongSetting(f'--url must begin with http:// or https://, not "{base}"')
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{base}{path}", json.dumps(body).encode(), headers)
    # No proxy from the environment: the key is for the centre's own server.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise WrongSetting(_refusal(base, error)) from None
    except (OSError, ValueError) as error:
        raise WrongSetting(f"no server answers at {base} ({getattr(error, 'reason', error)}): is `circlekeeper serve` running?") from None


def _told_url(data: Path) -> str:
    try:
        return (data / FILE).read_text("ascii").strip()
    except OSError:
        return "http://127.0.0.1:8080"


def _refusal(base: str, error: urllib.error.HTTPError) -> str:
    try:
        said: dict[str, str] = json.load(error)
    except ValueError:
        return f"{base} is not a Circlekeeper: it answered {error.code}"
    where = f" (--{said['field']})" if "field" in said else ""
    return f"the server says {said.get('code', error.code)}{where}"

"""Whatever somebody types as a name or a share: it is refused by its code, or read as it is. Nothing of it runs, and nothing moves aside for it."""

from pathlib import Path
from typing import Any

from playwright.async_api import Page

from rooms.circle import Names
from rooms.commands import ShareWritten
from rooms.decide import decide
from rooms.refusals import Reason, Refusal
from rooms.turn import Written
from tests.browser.hostile import CONTROLS, HOSTILE
from tests.browser.stage import Stage, one_loop, show
from tests.rooms.test_doors import ANU, NEW, join, opened
from tests.rooms.words import NOW, after, given

AT_LEAST = 1500
IN_A_CALL = 250
"""Screens drawn between two words with the browser."""


def named(text: str) -> str | Reason:
    """How somebody who types that is called, or why they are not let in."""
    circle, asked = opened(names=Names.CHOSEN), join("link-m", called=text)
    decided = decide(circle, asked, NOW)
    return decided.reason if isinstance(decided, Refusal) else after(circle, asked).seats[NEW].called or ""


def shared(text: str) -> str | Reason:
    """What the others read of that, or why they do not."""
    circle, asked = given("anu writing 70"), ShareWritten(by=ANU, text=text)
    decided = decide(circle, asked, NOW)
    if isinstance(decided, Refusal):
        return decided.reason
    written = after(circle, asked).written
    assert isinstance(written, Written)
    return written.text


NAMES = {text: named(text) for text in HOSTILE}
SHARES = {text: shared(text) for text in HOSTILE}


def accepted(answers: dict[str, str | Reason]) -> list[str]:
    return list(dict.fromkeys(answer for answer in answers.values() if not isinstance(answer, Reason)))


def test_what_is_refused_is_refused_by_its_code() -> None:
    assert len(HOSTILE) >= AT_LEAST
    assert {answer for answer in NAMES.values() if isinstance(answer, Reason)} == {Reason.NAME_NEEDED}
    assert {answer for answer in SHARES.values() if isinstance(answer, Reason)} == {Reason.BAD_TEXT}
    for answer in (*accepted(NAMES), *accepted(SHARES)):
        assert not set(answer) & {*CONTROLS, "\u200b", "\ufeff", "\u2060", "\u2028", "\0", "\x1b", "\ud800"}, answer
    assert len(accepted(NAMES)) > AT_LEAST / 2, "most are shown, and have to hold"
    assert len(accepted(SHARES)) > AT_LEAST / 2


SCREENS = [
    ("member", "offered", "en", (320, 568), 1),
    ("member", "queued", "mr", (390, 844), 5),
    ("console", "evening", "hi", (390, 844), 12),
    ("console", "evening", "en", (1280, 800), 12),
]
"""View, state, language, size; and that every so manieth name and share is drawn there: the smallest screen gets them all."""


@one_loop
async def test_nothing_runs_and_the_layout_holds(stage: Stage) -> None:
    found: dict[str, list[Any]] = {}
    async with stage.window() as page:
        await page.add_init_script(path=Path(__file__).with_name("hostile.js"))
        asked, dialogs = watched(page)
        await page.goto(f"{stage.base}/story")
        await page.wait_for_selector("html[data-story]", state="attached")
        for view, state, language, (width, height), every in SCREENS:
            names, shares = accepted(NAMES)[::every], accepted(SHARES)[::every]
            await page.set_viewport_size({"width": width, "height": height})
            await show(page, f"view={view}&state={state}&lang={language}")
            for first in range(0, len(shares), IN_A_CALL):
                given = {"names": names[first:] + names[:first], "shares": shares[first : first + IN_A_CALL], "console": view == "console"}
                if wrong := await page.evaluate("given => tried(given)", given):
                    found[f"{view} at {width} {first}"] = wrong[:5]
        assert found == {}
        assert await page.evaluate("() => [globalThis.ran, broke]") == [0, []]
    assert dialogs == []
    assert [url for url in asked if not url.startswith(stage.base) or "canary" in url] == []


def watched(page: Page) -> tuple[list[str], list[str]]:
    """Every address asked for, and every dialog."""
    asked: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    return asked, dialogs

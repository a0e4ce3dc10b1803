"""What a browser is given: the same for everybody, small, and whole without a script."""

import gzip
import html
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from server.bundle import NoBundle, build, load
from server.pages import Pages
from server.templates import Telling
from server.typed import fragment
from tests.serving import Served, plain_pages, running_server


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    async with running_server(tmp_path / "data", static=plain_pages(tmp_path / "static"), title="Seven o'clock") as server:
        yield server


async def get(url: str, **headers: str) -> tuple[bytes, dict[str, str]]:
    sent = {"Accept-Encoding": "identity", **headers}
    async with aiohttp.ClientSession(auto_decompress=False) as session, session.get(url, headers=sent) as answer:
        assert answer.status == 200
        return await answer.read(), dict(answer.headers)


async def test_the_page_speaks_the_language_of_its_address(served: Served) -> None:
    for address, language, greeting in (("/", "en", "Welcome &amp; sit"), ("/?language=hi", "hi", "आइए"), ("/circle?language=mr", "mr", "या")):
        page = (await get(served.url + address))[0].decode()
        assert f'<html lang="{language}" ' in page
        assert greeting in page
        assert "<title>Seven o&#x27;clock</title>" in page


async def test_every_page_carries_the_numbers_that_people_may_call(tmp_path: Path) -> None:
    static = plain_pages(tmp_path / "static")
    given = {"helpline": ('Our_"own"_<line>=022 5555', "Emergency=112"), "centre_number": "+91 (22) 5555"}
    async with running_server(tmp_path / "data", static=static, **given) as served:
        for address in ("/", "/circle", "/open"):
            page = (await get(served.url + address))[0].decode()
            carried = re.search(r'data-helplines="([^"]*)" data-centre-number="([^"]*)">', page)
            assert carried, page
            assert json.loads(html.unescape(carried[1])) == [['Our "own" <line>', "022 5555"], ["Emergency", "112"]]
            assert carried[2] == "+91 (22) 5555"
            assert "<line>" not in page


async def test_the_first_page_calls_the_first_helpline(tmp_path: Path) -> None:
    static = plain_pages(tmp_path / "static")
    (static / "pages" / "landing.html").write_text('<html lang="{{language}}"><a href="tel:{{helpline dialled}}">{{helpline said}}</a>')
    for language in ("en", "hi", "mr"):
        said = {"greeting": "…", "helpline.call": "Tele-MANAS, day and night", "helpline.112": "Now"}
        (static / "words" / f"{language}.json").write_text(json.dumps(said))
    async with running_server(tmp_path / "data", static=static) as served:
        assert '<a href="tel:14416">Tele-MANAS, day and night</a>' in (await get(f"{served.url}/"))[0].decode()
    async with running_server(tmp_path / "data", static=static, helpline=("Our_line=+91 (22) 5555",)) as served:
        assert '<a href="tel:+91225555">Our line +91 (22) 5555</a>' in (await get(f"{served.url}/"))[0].decode()
    async with running_server(tmp_path / "data", static=static, helpline=("Emergency=112",)) as served:
        assert '<a href="tel:112">Now 112</a>' in (await get(f"{served.url}/"))[0].decode()


@pytest.mark.parametrize("language", ["fr", "", "../en", "<b>", "en%00"])
async def test_an_unknown_language_is_english_and_is_not_repeated(served: Served, language: str) -> None:
    pages = [await get(f"{served.url}/{query}") for query in (f"?language={language}", "")]
    (page, headers), (plain, plain_headers) = [(body, {name: value for name, value in headers.items() if name != "Date"}) for body, headers in pages]
    assert (page, headers) == (plain, plain_headers)


async def test_the_browser_s_own_language_is_not_read(served: Served) -> None:
    assert b'lang="en"' in (await get(f"{served.url}/", **{"Accept-Language": "hi"}))[0]


async def test_files_are_found_under_names_that_change_with_them(served: Served) -> None:
    page = (await get(served.url + "/"))[0]
    assert b'src="/static/dist/member-ABCDEFGH.js"' in page
    body, headers = await get(f"{served.url}/static/dist/member-ABCDEFGH.js")
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert body.startswith(b"export {};")


@pytest.mark.parametrize("path", ["/", "/static/dist/member-ABCDEFGH.js"])
async def test_phones_pay_for_less(served: Served, path: str) -> None:
    plain, headers = await get(served.url + path, **{"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in headers
    small, headers = await get(served.url + path, **{"Accept-Encoding": "br;q=0.9, gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(small) == plain
    assert len(small) < len(plain) / 2


async def test_a_ready_made_brotli_file_is_taken(tmp_path: Path) -> None:
    static = plain_pages(tmp_path / "static")
    (static / "dist" / "member-ABCDEFGH.js.br").write_bytes(b"brotli")
    async with running_server(tmp_path / "data", static=static) as served:
        body, headers = await get(f"{served.url}/static/dist/member-ABCDEFGH.js", **{"Accept-Encoding": "gzip, br"})
    assert (body, headers["Content-Encoding"]) == (b"brotli", "br")


async def test_a_page_of_the_last_build_still_gets_its_files(tmp_path: Path) -> None:
    static = plain_pages(tmp_path / "static")
    for name in ("old-AAAAAAAA.js", "gone-BBBBBBBB.js", "circle.py", "notes"):
        (static / "dist" / name).write_text("export {};")
    async with running_server(tmp_path / "data", static=static) as served, aiohttp.ClientSession() as session:
        (static / "dist" / "gone-BBBBBBBB.js").unlink()
        (static / "dist" / "new-CCCCCCCC.js").write_text("export {};")
        statuses: dict[str, int] = {}
        for name in ("old-AAAAAAAA.js", "gone-BBBBBBBB.js", "new-CCCCCCCC.js", "circle.py", "notes"):
            async with session.get(f"{served.url}/static/dist/{name}") as answer:
                statuses[name] = answer.status
    assert statuses == {"old-AAAAAAAA.js": 200, "gone-BBBBBBBB.js": 404, "new-CCCCCCCC.js": 404, "circle.py": 404, "notes": 404}


async def test_the_manifest_says_nothing_but_the_title(served: Served) -> None:
    manifest = json.loads((await get(f"{served.url}/manifest.webmanifest"))[0])
    assert (manifest["name"], manifest["start_url"], manifest["display"]) == ("Seven o'clock", "/", "browser")
    icon, headers = await get(f"{served.url}/icon.svg")
    assert headers["Content-Type"] == "image/svg+xml"
    assert icon.startswith(b"<svg")


@pytest.mark.parametrize(
    ("typed", "end"),
    [
        ("ABCD2345", "#ABCD2345"),
        (" abcd 2345 ", "#ABCD2345"),
        ("abcd-2345", "#ABCD2345"),
        ("ABCD–2345", "#ABCD2345"),
        ("http://127.0.0.1:8080/circle#ABCD2345.abcdefghijklmnopqrstuv", "#ABCD2345.abcdefghijklmnopqrstuv"),
        ("Come at 7: https://x.example/circle?language=hi#abcd2345.a_-b thanks", "#ABCD2345.a_-b"),
        ("", ""),
        ("#", ""),
        ("\r\nSet-Cookie: x=1", "#SETCKEX"),
        ("<script>alert(1)</script>", "#SCRPTALE"),
        ("ＡＢＣＤ２３４５", ""),
        ("A" * 100, "#AAAAAAAA"),
    ],
)
async def test_the_form_works_before_any_script(served: Served, typed: str, end: str) -> None:
    assert fragment(typed) == end
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{served.url}/code", data={"code": typed}, allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (303, f"/circle{end}" if end else "/")
        async with session.post(f"{served.url}/code", data={"code": typed, "language": "mr"}, allow_redirects=False) as answer:
            assert answer.headers["Location"] == (f"/circle?language=mr{end}" if end else "/?language=mr")


async def test_a_form_that_is_none_is_refused(served: Served) -> None:
    async with aiohttp.ClientSession() as session:
        for data, status in ((b"code=" + b"A" * 20_000, 413), (b"", 303), (b"\xff\xfe=%zz&code", 303)):
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            async with session.post(f"{served.url}/code", data=data, headers=headers, allow_redirects=False) as answer:
                assert answer.status == status


async def test_development_serves_modules_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    static = plain_pages(tmp_path / "static")
    (static / "node_modules").mkdir()
    (static / "node_modules" / "x.js").write_text("secret")
    (static / "dist" / "vendor").mkdir()
    (static / "dist" / "vendor" / "ui.js").write_text("export const ui = 1;")
    (tmp_path / "outside.js").write_text("secret")
    pages = Pages(bundle=load(static), telling=Telling(title="T"), dev=True, static=static)
    app = web.Application()
    app.add_routes(pages.routes())
    async with TestClient(TestServer(app)) as client:
        assert b'src="/static/pages/member.js"' in await (await client.get("/story")).read()
        (static / "pages" / "member.js").write_text("// just saved")
        written = await client.get("/static/pages/member.js")
        assert (await written.text(), written.headers["Cache-Control"]) == ("// just saved", "no-store")
        assert "ui = 1" in await (await client.get("/static/vendor/ui.js")).text()
        for path in ("node_modules/x.js", "%2e%2e/outside.js", "..%2foutside.js", "pages", "nothing.js", "dist/manifest.json%00"):
            assert (await client.get(f"/static/{path}")).status == 404, path


def broken(static: Path, what: str) -> None:
    dist = static / "dist"
    match what:
        case "missing":
            (dist / "manifest.json").unlink()
        case "garbage":
            (dist / "manifest.json").write_text("{")
        case "shape":
            (dist / "manifest.json").write_text("[]")
        case "stale":
            (dist / "manifest.json").write_text(json.dumps({"entries": {}, "sources": {"pages/member.js": "0" * 16}}))
        case "file":
            (dist / "member-ABCDEFGH.js").unlink()
        case "page":
            (static / "pages" / "circle.html").unlink()
        case "placeholder":
            (static / "pages" / "circle.html").write_text("{{entry pages/other.js}}")
        case _:
            (static / "pages" / "circle.html").write_text("{{say nothing}}")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("missing", "the browser's pages are not built: run `make pages`"),
        ("garbage", "static/dist/manifest.json cannot be read: run `make pages`"),
        ("shape", "static/dist/manifest.json cannot be read: run `make pages`"),
        ("stale", "the browser's pages are older than static/pages/member.js: run `make pages`"),
        ("file", "static/dist/member-ABCDEFGH.js is missing: run `make pages`"),
        ("page", "static/pages/circle.html is missing"),
        ("placeholder", "static/pages/circle.html: nothing to put in place of {{entry pages/other.js}}"),
        ("word", "static/pages/circle.html: nothing to put in place of {{say nothing}}"),
    ],
)
def test_a_missing_or_stale_build_is_a_clear_message(tmp_path: Path, what: str, said: str) -> None:
    static = plain_pages(tmp_path)
    broken(static, what)
    with pytest.raises(NoBundle) as error:
        Pages(bundle=load(static), telling=Telling(title="T"), dev=False, static=static)
    assert str(error.value).startswith(said)


def test_a_build_that_fails_says_why(tmp_path: Path) -> None:
    (tmp_path / "build.mjs").write_text("console.error('no such module'); process.exit(1)")
    with pytest.raises(NoBundle, match="could not build the pages: no such module"):
        build(tmp_path)

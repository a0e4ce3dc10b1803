"""What an operator may choose, and the one line that says what is wrong."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from server.settings import HELPLINES, Settings, WrongSetting, checked, helplines, table

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"port": -1}, "--port must be 0 to 65535, not -1"),
    ({"port": 70000}, "--port must be 0 to 65535, not 70000"),
    ({"audio_port": 65536}, "--audio-port must be 0 to 65535, not 65536"),
    ({"audio_ptime": 30}, "--audio-ptime must be 20, 40 or 60, not 30"),
    ({"audio_bitrate": 64}, "--audio-bitrate must be 16, 24 or 32, not 64"),
    ({"host": "circles.example.org"}, '--host must be a numeric address such as 192.0.2.7 or 2001:db8::7, not "circles.example.org"'),
    ({"audio_address": ("203.0.113.7", "here")}, '--audio-address must be a numeric address such as 192.0.2.7 or 2001:db8::7, not "here"'),
    ({"audio_address": ("0.0.0.0",)}, "--audio-address must be an address that browsers can send to, not 0.0.0.0"),
    ({"audio_address": ("::",)}, "--audio-address must be an address that browsers can send to, not ::"),
    ({"tls_cert": Path("a.pem")}, "--tls-cert needs --tls-key: TLS takes a certificate and its key"),
    ({"tls_key": Path("a.pem")}, "--tls-key needs --tls-cert: TLS takes a certificate and its key"),
    ({"title": " "}, "--title must be 1 to 40 printable characters"),
    ({"title": "x" * 41}, "--title must be 1 to 40 printable characters"),
    ({"title": "a\nb"}, "--title must be 1 to 40 printable characters"),
    ({"trusted_proxy": ("10.0.0.0/8", "proxy")}, "--trusted-proxy must be an address or a network such as 10.0.0.0/8"),
    ({"trusted_proxy": ("10.0.0.1/8",)}, "--trusted-proxy must be an address or a network such as 10.0.0.0/8"),
    ({"helpline": ()}, "--helpline must be given 1 to 8 times, not 0"),
    ({"helpline": ("A=112",) * 9}, "--helpline must be given 1 to 8 times, not 9"),
    ({"helpline": ("14416",)}, '--helpline must be LABEL=NUMBER such as Tele-MANAS=14416, the label 1 to 40 characters, not "14416"'),
    ({"helpline": ("=14416",)}, "--helpline must be LABEL=NUMBER such as Tele-MANAS=14416"),
    ({"helpline": (f"{'x' * 41}=14416",)}, "--helpline must be LABEL=NUMBER such as Tele-MANAS=14416"),
    ({"helpline": ("A\u202eB=14416",)}, "--helpline must be LABEL=NUMBER such as Tele-MANAS=14416"),
    ({"helpline": ("Us=call us",)}, "--helpline must be a telephone number of digits, spaces, + - ( ), such as +91 22 5555 0100, not"),
    ({"helpline": ("Tele-MANAS=14416", "Drugs=1933")}, "--helpline must not be 1933: it is a narcotics tip line, not care"),
    ({"helpline": ("Drugs=+91 19-33",)}, "--helpline must not be +91 19-33: it is a narcotics tip line, not care"),
    ({"centre_number": "1933"}, "--centre-number must not be 1933: it is a narcotics tip line, not care"),
    ({"centre_number": "reception"}, "--centre-number must be a telephone number"),
    ({"turn": ("relay.example.org",), "turn_secret": Path("s")}, '--turn must be turn:HOST:PORT or turns:HOST:PORT, maybe with ?transport=udp'),
    ({"turn": ("turn:a b:1",), "turn_secret": Path("s")}, "--turn must be turn:HOST:PORT"),
    ({"turn": ("turn:h:1?transport=sctp",), "turn_secret": Path("s")}, "--turn must be turn:HOST:PORT"),
    ({"turn": ("turn:relay.example.org:3478",)}, "--turn needs --turn-secret: a relay takes only names and passwords that were made with its secret"),
    ({"turn_secret": Path("s")}, "--turn-secret needs --turn: a relay takes"),
    ({"redis": "localhost:6379"}, "--redis must be redis://HOST:PORT, rediss://HOST:PORT or unix://PATH"),
    ({"redis": "redis://"}, "--redis must be redis://HOST:PORT"),
    ({"redis": "redis://worker:1234#5@h:1"}, "--redis must be redis://HOST:PORT"),
    ({"redis": "redis://worker:1234?5@h:1"}, "--redis must be redis://HOST:PORT"),
    ({"redis": "redis://:secret word@h:1"}, "--redis must be redis://HOST:PORT, rediss://HOST:PORT or unix://PATH, maybe with USER:PASSWORD@"),
    ({"redis_prefix": "a{b}"}, '--redis-prefix must be 1 to 40 letters, digits and - _ . and not "a{b}"'),
    ({"redis_prefix": ""}, "--redis-prefix must be 1 to 40 letters"),
    ({"workers": 2}, "--workers 2 needs --redis: workers share their circles there; one process alone keeps them in --data"),
    ({"workers": 0}, "--workers must be 1 to 64, not 0"),
    ({"workers": 65, "redis": "redis://h:1"}, "--workers must be 1 to 64, not 65"),
    ({"worker_host": "0.0.0.0"}, "--worker-host must be an address that others can reach, not 0.0.0.0"),
    ({"worker_port": 0}, "--worker-port must be 1 to 65535, not 0"),
    ({"peer_port": 65536}, "--peer-port must be 1 to 65535, not 65536"),
    ({"worker_port": 8101}, "--worker-port needs --redis: one process alone has no other port than --port"),
    ({"redis": "redis://h:1", "workers": 2, "worker_port": 8101, "peer_port": 8103}, "--worker-port and --peer-port meet at 8103: each is for 3"),
    ({"redis": "redis://h:1", "workers": 2, "worker_port": 8078}, "--port and --worker-port meet at 8080: "),
    ({"redis": "redis://h:1", "peer_port": 8080, "host": "0.0.0.0"}, "--port and --peer-port meet at 8080: "),
    ({"metrics_from": ("300.1.1.1",)}, "--metrics-from must be an address or a network such as 10.0.0.0/8"),
]

APART: list[dict[str, Any]] = [
    {"redis": "redis://h:1", "workers": 2, "worker_port": 8101, "peer_port": 8104},
    {"redis": "redis://h:1", "worker_port": 8101, "peer_port": 8102},
    {"redis": "redis://h:1", "workers": 2, "worker_port": 8080, "worker_host": "192.0.2.7"},
    {"redis": "redis://h:1", "workers": 2, "worker_port": 8081, "port": 0},
    {"redis": "redis://h:1", "workers": 2, "worker_port": 8101, "audio_port": 8101},
]


@pytest.mark.parametrize("given", APART, ids=str)
def test_ports_that_do_not_meet_are_fine(given: dict[str, Any]) -> None:
    assert checked(Settings(**given)) == Settings(**given)


URLS = [
    "circles.example.org", "ftp://circles.example.org", "https://", "https://circles.example.org/path", "https://circles.example.org?x=1",
    "https://circles.example.org#x", "https://me@circles.example.org", "https://circles.example.org:99999", "https://circles.example.org:x",
    "https://[::1", "https://circle s.org", "https://मंडळ.example",
]  # fmt: skip


@pytest.mark.parametrize(("given", "said"), WRONG, ids=lambda value: str(value)[:40])
def test_a_wrong_value_is_one_clear_line(given: dict[str, Any], said: str) -> None:
    with pytest.raises(WrongSetting) as wrong:
        checked(Settings(**given))
    assert str(wrong.value).startswith(said)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize("url", URLS)
def test_a_public_url_that_no_origin_could_equal_is_refused(url: str) -> None:
    with pytest.raises(WrongSetting, match="--public-url must be https://NAME"):
        checked(Settings(public_url=url))


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("https://Circles.Example.org/", "https://circles.example.org"),
        ("https://circles.example.org:443", "https://circles.example.org"),
        ("http://192.0.2.7:80", "http://192.0.2.7"),
        ("https://circles.example.org:8443", "https://circles.example.org:8443"),
        ("https://[2001:DB8::7]:8443", "https://[2001:db8::7]:8443"),
        ("https://[2001:DB8:0:0:0::0007]", "https://[2001:db8::7]"),
        ("", ""),
    ],
)
def test_a_public_url_is_written_as_browsers_write_an_origin(given: str, normal: str) -> None:
    assert checked(Settings(public_url=given)).public_url == normal


def test_an_address_has_one_spelling() -> None:
    normal = checked(Settings(host="0::0", worker_host="0:0:0:0:0:0:0:1", audio_address=("2001:DB8:0::7", "192.0.2.7")))
    assert (normal.host, normal.worker_host, normal.audio_address) == ("::", "::1", ("2001:db8::7", "192.0.2.7"))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (Settings(port=10080), "--port must not be at port 10080"),
        (Settings(port=6000), "--port must not be at port 6000"),
        (Settings(public_url="http://circles.example:6667"), "--public-url must not be at port 6667"),
        (Settings(port=10080, public_url="https://circles.example:5061"), "--public-url must not be at port 5061"),
    ],
)
def test_a_port_that_no_browser_opens_is_refused(settings: Settings, message: str) -> None:
    with pytest.raises(WrongSetting, match=message):
        checked(settings)


@pytest.mark.parametrize("settings", [Settings(port=10080, public_url="https://circles.example"), Settings(port=10081), Settings(port=0)])
def test_one_that_only_a_proxy_opens_may_be_any(settings: Settings) -> None:
    assert checked(settings).port == settings.port


def test_helplines_are_read_in_order_with_their_labels() -> None:
    assert helplines(HELPLINES)[0] == ("Tele-MANAS", "14416")
    assert [number for _, number in helplines(HELPLINES)] == ["14416", "14446", "112", "181", "1098"]
    assert helplines(("Our_own_line=+91 22 5555 0100", "a=b=112")) == (("Our own line", "+91 22 5555 0100"), ("a=b", "112"))


def test_the_defaults_are_fine() -> None:
    assert checked(Settings()) == Settings()


def test_every_setting_has_a_flag_a_variable_and_words() -> None:
    rows = table()
    assert len(rows) == len(fields(Settings))
    assert rows[0] == ("--host", "CIRCLEKEEPER_HOST", "127.0.0.1", "Address to listen on; 0.0.0.0 or :: for all of them.")
    assert {row[0]: row[2] for row in rows}["--audio-port"] == "the number of --port"
    assert all(all(row) for row in rows)


def test_the_readme_lists_every_setting_and_no_other(tree: Path) -> None:
    readme = (tree / "README.md").read_text("utf-8")
    listed = [line for line in readme.splitlines() if line.startswith("| `--")]
    assert listed == [f"| `{option}` | `{variable}` | {default} | {words} |" for option, variable, default, words in table()]

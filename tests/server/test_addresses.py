"""Where people find the server, for every way it is put up."""

from pathlib import Path
from typing import Any

import pytest

from server.addresses import addresses
from server.settings import Settings, WrongSetting, checked

KNOWN = {"circles.example.org": ("203.0.113.7", "2001:db8::7"), "circle.lan": ("192.168.1.5",), "inside.example.org": ("10.0.0.5",)}
TLS: dict[str, Any] = {"tls_cert": Path("c"), "tls_key": Path("k")}


def reach(port: int = 8080, **given: Any):
    return addresses(checked(Settings(**given)), port, lambda name: KNOWN.get(name, ()))


def test_on_a_machine_of_ones_own_everything_is_loopback() -> None:
    here = reach()
    assert (here.url, here.local_url) == ("http://127.0.0.1:8080", "http://127.0.0.1:8080")
    assert set(here.origins) == {"http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"}
    assert (here.audio, here.audio_hosts) == (("127.0.0.1",), ("127.0.0.1",))
    assert here.warnings == ()
    assert not here.https


def test_behind_a_proxy_the_voices_go_to_the_public_names_addresses() -> None:
    here = reach(public_url="https://circles.example.org", trusted_proxy=("127.0.0.1",))
    assert here.url == "https://circles.example.org"
    assert here.origins == ("https://circles.example.org",)
    assert here.local_url == "http://127.0.0.1:8080"
    assert here.audio == ("203.0.113.7", "2001:db8::7")
    assert here.audio_hosts == ("0.0.0.0", "::")
    assert here.warnings == ()
    assert here.https


def test_with_its_own_tls_commands_use_the_name_of_the_certificate() -> None:
    here = reach(8443, host="0.0.0.0", public_url="https://circles.example.org:8443", **TLS)
    assert here.local_url == "https://circles.example.org:8443"
    assert here.warnings == ()


def test_plain_http_beyond_this_machine_is_said_loudly() -> None:
    assert reach(host="192.0.2.9").warnings[0].startswith("NO TLS: browsers give no microphone to http://192.0.2.9:8080.")
    assert "NO TLS" in reach(public_url="http://circles.example.org").warnings[0]


def test_in_a_container_the_voices_come_through_the_published_port() -> None:
    here = reach(host="0.0.0.0", public_url="http://localhost:8080")
    assert (here.audio, here.audio_hosts) == (("127.0.0.1",), ("0.0.0.0",))
    assert "open on this machine only" in here.warnings[0]


def test_links_that_open_here_only_are_said() -> None:
    assert "http://localhost:8080 and open on this machine only" in reach(host="0.0.0.0").warnings[0]


def test_a_proxy_that_nobody_trusts_makes_one_person_of_all() -> None:
    assert "--trusted-proxy" in reach(public_url="https://circles.example.org").warnings[0]


@pytest.mark.parametrize("private", ["127.0.0.1", "10.0.0.5", "172.17.0.2", "192.168.1.5", "169.254.1.1", "fd00::5", "::1", "100.64.0.1"])
@pytest.mark.parametrize("url", ["https://circles.example.org", "https://unknown.example.net", "https://203.0.113.9"])
def test_a_private_audio_address_with_a_public_url_is_refused(url: str, private: str) -> None:
    with pytest.raises(WrongSetting, match=f"--audio-address {private} is private, but {url} is public"):
        reach(public_url=url, audio_address=(private,))


def test_a_private_address_beside_a_public_one_serves_the_house() -> None:
    assert reach(public_url="https://circles.example.org", audio_address=("203.0.113.7", "192.168.1.5")).audio == ("203.0.113.7", "192.168.1.5")


@pytest.mark.parametrize("url", ["https://circle.lan", "https://192.168.1.5", "https://inside.example.org", "https://localhost:8443"])
def test_in_a_house_of_its_own_a_private_address_is_right(url: str) -> None:
    assert reach(public_url=url, audio_address=("192.168.1.5",)).audio == ("192.168.1.5",)


def test_a_name_that_nobody_knows_needs_the_audio_address() -> None:
    with pytest.raises(WrongSetting, match=r"--audio-address is needed: unknown\.example\.net"):
        reach(public_url="https://unknown.example.net")
    assert reach(public_url="https://unknown.example.net", audio_address=("203.0.113.7",)).audio == ("203.0.113.7",)


def test_tls_with_a_plain_public_url_is_a_contradiction() -> None:
    with pytest.raises(WrongSetting, match="--public-url must begin with https://"):
        reach(public_url="http://circles.example.org", **TLS)


def test_ipv6_alone() -> None:
    here = reach(host="::1")
    assert here.url == "http://[::1]:8080"
    assert here.audio_hosts == ("::1",)

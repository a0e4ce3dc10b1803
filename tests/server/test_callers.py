"""Who counts as one caller, and who counts as this machine."""

from aiohttp.test_utils import make_mocked_request

from server.callers import Callers
from server.settings import networks

PROXIES = networks("trusted_proxy", ("127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48"))


def callers(*, trusted: bool = True, salt: bytes = b"salt") -> Callers:
    return Callers(trusted=PROXIES if trusted else (), salt=salt)


def same(one: tuple[str | None, str | None], other: tuple[str | None, str | None], who: Callers) -> bool:
    return who.bucket_of(*one) == who.bucket_of(*other)


def test_a_network_is_one_caller() -> None:
    who = callers()
    assert same(("203.0.113.7", None), ("203.0.113.200", None), who)
    assert not same(("203.0.113.7", None), ("203.0.114.7", None), who)
    assert same(("2001:db8:7::1", None), ("2001:db8:7:ffff::2", None), who)
    assert not same(("2001:db8:7::1", None), ("2001:db8:8::1", None), who)
    assert same(("::ffff:203.0.113.7", None), ("203.0.113.8", None), who)
    assert same(("fe80::1%eth0", None), ("fe80::2", None), who)


def test_the_salt_makes_it_mean_nothing_elsewhere() -> None:
    assert callers(salt=b"a").bucket_of("203.0.113.7", None) != callers(salt=b"b").bucket_of("203.0.113.7", None)
    assert b"203" not in callers().bucket_of("203.0.113.7", None)


def test_a_trusted_proxy_is_believed_and_nobody_else() -> None:
    person = ("203.0.113.7", None)
    assert same(("127.0.0.1", "203.0.113.7"), person, callers())
    assert same(("127.0.0.1", "203.0.113.7, 10.1.1.1"), person, callers())
    assert same(("127.0.0.1", "198.51.100.1, 203.0.113.7"), person, callers()), "what stands further left anybody could have written"
    assert same(("203.0.113.7", "198.51.100.1"), person, callers()), "a person's own header"
    assert same(("127.0.0.1", "198.51.100.1"), ("127.0.0.1", "203.0.113.7"), callers(trusted=False))


def test_nonsense_is_a_caller_too() -> None:
    for forwarded in ("", ",", "nobody", "999.1.1.1", "203.0.113.7:80", "x" * 10_000, "\x00"):
        assert len(callers().bucket_of("127.0.0.1", forwarded)) == 16
    assert len(callers().bucket_of(None, None)) == 16


def asked(remote: str, forwarded: str | None = None):
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return make_mocked_request("GET", "/metrics", headers=headers).clone(remote=remote)


def test_this_machine_is_this_machine() -> None:
    besides = networks("metrics_from", ("192.168.1.0/24",))
    who = callers()
    assert who.is_here(asked("127.0.0.1"))
    assert who.is_here(asked("::1"))
    assert not who.is_here(asked("203.0.113.7"))
    assert not who.is_here(asked("127.0.0.1", "203.0.113.7"))
    assert not who.is_here(asked("192.168.1.9"))
    assert who.is_here(asked("192.168.1.9"), besides)
    assert not callers(trusted=False).is_here(asked("127.0.0.1", "127.0.0.1")), "somebody's proxy, for somebody"

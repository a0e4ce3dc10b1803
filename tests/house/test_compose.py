"""`compose.yaml` is an installation that fits together: each file is there, each port the one that browsers are told, each variable explained."""

import re
from pathlib import Path

import pytest

from server.settings import environment_name
from server.store.redis.keys import Keys


@pytest.fixture
def compose(tree: Path) -> str:
    return (tree / "compose.yaml").read_text()


def services(compose: str) -> dict[str, str]:
    """The lines of each, by name."""
    part = compose[compose.index("\nservices:\n") : compose.index("\nsecrets:\n")]
    found = re.split(r"^  ([a-z0-9-]+):\n", part, flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def test_what_has_to_be_given_is_explained_and_missed_in_words(tree: Path, compose: str) -> None:
    example = (tree / "docs" / "compose" / "env.example").read_text()
    needed = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    optional = set(re.findall(r"^#([A-Z_]+)=", example, re.MULTILINE))
    words = dict(re.findall(r"\$\{([A-Z_]+):\?([^}]+)\}", compose))
    assert words.keys() == needed
    assert all("docs/compose/env.example" in text for text in words.values())
    with_default = set(re.findall(r"\$\{([A-Z_]+):-", compose))
    passed_on = set(re.findall(r"^ +(CIRCLEKEEPER_[A-Z_]+):$", compose, re.MULTILINE))
    assert with_default <= optional
    assert optional - with_default <= passed_on
    assert set(re.findall(r"\$\{([A-Z_]+)", compose)) == needed | with_default


def test_every_workers_voices_come_in_by_the_port_that_browsers_are_told(compose: str) -> None:
    workers = {name: lines for name, lines in services(compose).items() if name.startswith("worker-")}
    assert len(workers) >= 2
    ports = {name: re.findall(rf"{environment_name('audio_port')}: (\d+)\n", lines) for name, lines in workers.items()}
    assert len({port for (port,) in ports.values()}) == len(workers)
    for name, lines in workers.items():
        (port,) = ports[name]
        assert re.findall(r'"([^"]+/udp)"', lines) == [f"{port}:{port}/udp"]
        (host,) = re.findall(rf"{environment_name('worker_host')}: (\S+)\n", lines)
        assert f'ipv4_address: "{host}"' in lines
    (behind,) = re.findall(r"WORKERS: (.*)\n", compose)
    assert behind.split() == [f"{name}:8080" for name in workers]


def test_who_is_believed_is_who_stands_in_front(compose: str) -> None:
    every = services(compose)
    (trusted,) = re.findall(rf"{environment_name('trusted_proxy')}: (\S+)\n", compose)
    assert f'ipv4_address: "{trusted}"' in every["pages"]
    (edge,) = re.findall(r"EDGE_ADDRESS: (\S+)\n", every["pages"])
    assert f'ipv4_address: "{edge}"' in every["edge"]


def test_who_is_given_any_address_is_given_nobody_elses(tree: Path, compose: str) -> None:
    """The engine gives out the lowest that is free, first to who starts first: Redis would have the edge's, and the edge would not start."""
    beside = (tree / "docs" / "monitoring" / "compose.yaml").read_text()
    fixed = [int(last) for last in re.findall(r'ipv4_address: "\$\{SUBNET:-172\.30\.77\}\.(\d+)"', compose + beside)]
    assert len(set(fixed)) == len(fixed) > 5
    (first, bits) = re.findall(r'ip_range: "\$\{SUBNET:-172\.30\.77\}\.(\d+)/(\d+)"', compose)[0]
    assert not set(fixed) & set(range(int(first), int(first) + 2 ** (32 - int(bits))))
    assert 'gateway: "${SUBNET:-172.30.77}.1"' in compose
    assert 1 not in fixed


def test_nobody_has_more_than_they_need(compose: str) -> None:
    assert 'cap_drop: ["ALL"]' in compose
    assert "read_only: true" in compose
    assert "<<: *locked" in compose[compose.index("x-worker:") : compose.index("x-settings:")]
    for name, lines in services(compose).items():
        assert "<<: *locked" in lines or "<<: *worker" in lines, name
        assert not re.search(r"privileged|read_only: false|network_mode: host|/var/run", lines), name
    assert {name for name, lines in services(compose).items() if 'user: "0' in lines} == {"owner"}


def test_every_service_that_stays_says_whether_it_is_well(tree: Path, compose: str) -> None:
    assert "HEALTHCHECK" in (tree / "Dockerfile").read_text()
    stay = {name: lines for name, lines in services(compose).items() if "*worker" not in lines and 'restart: "no"' not in lines}
    assert {name for name, lines in stay.items() if "healthcheck:" not in lines} == set()


def test_every_file_that_is_named_is_there(tree: Path, compose: str) -> None:
    named = set(re.findall(r"/etc/circlekeeper/([\w.-]+)", compose))
    assert named
    assert {name for name in named if not (tree / "docs" / "compose" / name).is_file()} == set()
    volumes = set(re.findall(r"^  ([a-z]+):$", compose[compose.index("\nvolumes:\n") :], re.MULTILINE))
    assert volumes == set(re.findall(r"[\"\s]([a-z]+):/[a-z]", compose))


def test_the_rule_of_redis_is_for_the_prefix_that_keys_have(tree: Path) -> None:
    rule = (tree / "docs" / "compose" / "users.acl").read_text()
    (prefix,) = re.findall(r"~([a-z]+):\*", rule)
    assert re.findall(r"&(\S+)", rule) == [f"{prefix}:*"]
    assert Keys(prefix).beat.startswith(f"{prefix}:")
    assert f"| {prefix} |" in next(line for line in (tree / "README.md").read_text().splitlines() if "`--redis-prefix`" in line)


def test_nothing_that_stands_in_front_writes_addresses(tree: Path) -> None:
    for folder in ("compose", "proxies"):
        files = {path.name: path.read_text() for path in (tree / "docs" / folder).iterdir()}
        assert "exclude http.handlers http.log http.stdlib" in files["Caddyfile"]
        assert not re.search(r"^\s*log\s+\S+|option (http|tcp)log", files["haproxy.cfg"], re.MULTILINE)
    nginx = (tree / "docs" / "proxies" / "nginx.conf").read_text()
    assert "access_log off;" in nginx
    assert "error_log /dev/null emerg;" in nginx
    relay = (tree / "docs" / "compose" / "turnserver.conf").read_text()
    assert "no-stdout-log\nlog-file=/dev/null" in relay

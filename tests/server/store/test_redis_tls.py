"""Redis behind TLS, as on another machine: its name is checked, and changes are heard through it too."""

import asyncio
from pathlib import Path

import pytest

from server.store.port import StoreUnusable
from server.store.redis import RedisStore
from tests.certificates import make_authority, make_certificate
from tests.fakes import a_circle
from tests.ports import free_port
from tests.server.store.redis_servers import redis_server
from tests.server.store.test_redis import worker


async def test_circles_are_shared_behind_tls_and_no_stranger_is_taken_for_redis(tmp_path: Path) -> None:
    authority = make_authority(tmp_path, "ours")
    make_authority(tmp_path, "foreign")
    certificate, key = make_certificate(tmp_path, "redis", host="127.0.0.1", authority=authority)
    port = free_port()
    options = ("--tls-port", str(port), "--tls-cert-file", str(certificate), "--tls-key-file", str(key), "--tls-auth-clients", "no")
    with redis_server(tmp_path / "redis", *options, "--tls-ca-cert-file", str(tmp_path / "ours.pem")):
        url = f"rediss://127.0.0.1:{port}?ssl_ca_certs={tmp_path}"
        async with worker(f"{url}/ours.pem", "tls") as one, worker(f"{url}/ours.pem", "tls") as other:
            circle = a_circle()
            await other.watch(circle.id)
            changes = other.changes()
            opened = await one.open(circle, None)
            async with asyncio.timeout(60):
                assert await anext(changes) == circle.id
            assert await other.load(circle.id) == opened
        for wrong, words in (
            (f"{url}/foreign.pem", "certificate is not trusted"),
            (f"{url.replace('127.0.0.1', 'localhost')}/ours.pem", "certificate has another name .*'localhost'.*: use that one"),
            (f"{url}/missing.pem", "a file that --redis names"),
            (f"redis://127.0.0.1:{port}", "does it want TLS"),
        ):
            with pytest.raises(StoreUnusable, match=rf"Redis at \S+:{port} .*{words}"):
                await RedisStore(wrong, "tls", "c" * 16).start()

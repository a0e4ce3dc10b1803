"""The centre's key: one for all workers, also when all of them start at once for the first time; and never an empty one."""

import threading
from pathlib import Path

import pytest

from server.app import looked_at
from server.centre import KEY_BYTES, NAME, read_or_make_key
from server.clock import Chance
from server.settings import Settings, WrongSetting
from tests.serving import plain_pages

TOGETHER, ROUNDS = 8, 30


def test_workers_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    """As two containers do with one volume. Who came second read what the first had not written yet."""
    for round in range(ROUNDS):
        data = tmp_path / str(round)
        data.mkdir()
        gate, found = threading.Barrier(TOGETHER), list[str]()

        def start(data: Path = data, gate: threading.Barrier = gate, found: list[str] = found) -> None:
            gate.wait()
            found.append(read_or_make_key(data, Chance()))

        threads = [threading.Thread(target=start) for _ in range(TOGETHER)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == TOGETHER
        assert {len(key) for key in found} == {2 * KEY_BYTES}
        assert len(set(found)) == 1
        assert [(path.name, path.stat().st_mode & 0o777) for path in data.iterdir()] == [(NAME, 0o600)]


def test_a_file_system_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def link(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.link", link)
    key = read_or_make_key(tmp_path, Chance())
    assert (len(key), read_or_make_key(tmp_path, Chance())) == (2 * KEY_BYTES, key)
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize("empty", ["", "\n", "short"])
async def test_a_key_that_anybody_has_is_refused(tmp_path: Path, empty: str) -> None:
    """A disk was full when it was written, or somebody copied nothing."""
    (tmp_path / NAME).write_text(empty)
    with pytest.raises(WrongSetting, match=r"centre\.key holds no key"):
        (await looked_at(Settings(data=tmp_path, port=0), plain_pages(tmp_path / "static"))).socket.close()

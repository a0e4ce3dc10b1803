"""Every fault at full length, with exact bounds: `python -m tests.bench.soak ROW`, or `faults` for all of them.

Each prints JSON lines of what was measured, for the table in docs/faults.md; `times` says how often it struck. A test that begins a meeting of its
own for each strike (`CIRCLEKEEPER_AGAIN`) prints one line a strike.
"""

import os
import subprocess
import sys

TIMES = 50
FEW = 17
"""Of tests that strike three times."""
STILL = {"CIRCLEKEEPER_FAULTS": str(TIMES), "CIRCLEKEEPER_STILL_SECONDS": "1,3,10"}
ROWS: dict[str, tuple[str, dict[str, str]]] = {
    "redis-log": ("tests/meetings/test_redis_faults.py -k log", {"CIRCLEKEEPER_FAULTS": str(TIMES)}),
    "redis-empty": ("tests/meetings/test_redis_faults.py -k empty", {"CIRCLEKEEPER_FAULTS": str(TIMES)}),
    "redis-away": ("tests/meetings/test_redis_faults.py -k away", {"CIRCLEKEEPER_FAULTS": str(TIMES), "CIRCLEKEEPER_AWAY_SECONDS": "30"}),
    "voices-away": ("tests/meetings/test_redis_away.py", {"CIRCLEKEEPER_FAULTS": str(TIMES), "CIRCLEKEEPER_AWAY_SECONDS": "30"}),
    "redis-still": ("tests/meetings/test_redis_stands_still.py -k hangs", STILL),
    "voices-still": ("tests/meetings/test_redis_stands_still.py -k goes_on", STILL),
    "redis-flaps": ("tests/meetings/test_redis_stands_still.py -k flaps", {"CIRCLEKEEPER_FAULTS": str(TIMES)}),
    "messages-lost": ("tests/meetings/test_redis_faults.py -k messages", {"CIRCLEKEEPER_FAULTS": str(TIMES)}),
    "worker-killed": ("tests/meetings/test_worker_faults.py -k killed", {"CIRCLEKEEPER_FAULTS": str(TIMES)}),
    "worker-stopped": ("tests/meetings/test_worker_faults.py -k stood", {"CIRCLEKEEPER_FAULTS": str(TIMES), "CIRCLEKEEPER_STOPPED_SECONDS": "20"}),
    "worker-cut-off": ("tests/meetings/test_worker_faults.py -k cut_off", {"CIRCLEKEEPER_FAULTS": str(TIMES)}),
    "rolling-restart": ("tests/meetings/test_worker_faults.py -k one_after_the_other", {"CIRCLEKEEPER_FAULTS": str(TIMES)}),
    "rolling-away": ("tests/meetings/test_rolling.py -k away", {"CIRCLEKEEPER_AWAY_SECONDS": "10"}),
    "voices-killed": ("tests/meetings/test_many_workers.py -k kill_9", {"CIRCLEKEEPER_KILLS": str(TIMES)}),
    "slow-reader": ("tests/meetings/test_slow_reader.py", {"CIRCLEKEEPER_FAULTS": str(TIMES)}),
    "away": ("tests/meetings/test_away.py", {"CIRCLEKEEPER_FAULTS": str(TIMES)}),
    "keeper-drops": ("tests/meetings/test_keeper_drops.py", {"CIRCLEKEEPER_FAULTS": str(TIMES)}),
    "duplicates": ("tests/meetings/test_duplicates.py", {"CIRCLEKEEPER_FAULTS": str(TIMES)}),
    "loop-held": ("tests/meetings/test_clumsy_worker.py -k held", {"CIRCLEKEEPER_FAULTS": str(TIMES)}),
    "audio-loss": ("tests/server/audio/test_lossy_line.py", {"CIRCLEKEEPER_FAULTS": str(TIMES)}),
    "full-disk": ("tests/meetings/test_full_disk.py", {"CIRCLEKEEPER_FAULTS": str(TIMES)}),
    "process-killed": ("tests/meetings/test_killed_server.py", {"CIRCLEKEEPER_AGAIN": str(FEW)}),
    "clock-set": ("tests/meetings/test_clumsy_worker.py -k clock", {"CIRCLEKEEPER_AGAIN": str(FEW)}),
    "join-storm": ("tests/meetings/test_join_storm.py", {"CIRCLEKEEPER_AGAIN": str(TIMES)}),
    "voices-stopped": ("tests/meetings/test_many_workers.py -k stood_still", {"CIRCLEKEEPER_AGAIN": str(TIMES)}),
    "voices-handed-over": ("tests/meetings/test_many_workers.py -k hands_its", {"CIRCLEKEEPER_AGAIN": str(TIMES)}),
    "machine-cut-off": ("tests/meetings/test_many_workers.py -k reaches_nobody", {"CIRCLEKEEPER_AGAIN": str(TIMES)}),
    "two-facilitators": ("tests/meetings/test_two_facilitators.py", {"CIRCLEKEEPER_PRESS_SECONDS": "60"}),
}


def run(row: str) -> int:
    """The exit code of its test."""
    where, settings = ROWS[row]
    command = [sys.executable, "-m", "pytest", "-q", "-s", *where.split()]
    return subprocess.run(command, env={**os.environ, "CIRCLEKEEPER_EXACT": "1", **settings}, check=False).returncode


def main(names: list[str]) -> int:
    """0 when all of them kept their bounds."""
    return max(run(row) for row in (ROWS if names == ["faults"] else names))

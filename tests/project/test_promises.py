"""Nothing is lost: the promises that `./qiao bench trust` tries at length, tried shortly on SQLite (SECURITY 7).

The kill of a server in a storm, its fsyncs under strace and slow telephones are in tests/api/test_openrosa_durable.py.
"""

import shutil
import sqlite3

import pytest

from bench import _trust_acts as acts
from bench import _trust_power as power
from bench._trust_house import COUNTED, House, build
from tests import tables

pytestmark = pytest.mark.xdist_group("durable")
WITH_STRACE = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> House:
    """Make a house in another process: this one works on the test database."""
    data = tmp_path_factory.mktemp("house")
    tables.lay(data)
    return build(data)


def test_a_worker_and_a_server_are_killed_and_nothing_is_lost_or_there_twice(house):
    row = acts.killed(house, 1)

    assert row.holds, row.said


@WITH_STRACE
def test_a_power_cut_leaves_all_that_was_thanked_for_and_the_cut_finds_a_disk_that_is_not_asked(
    house, tmp_path
):
    row = power.power_cut(house, 10, tmp_path)

    assert row.holds, row.said


def test_of_one_lot_no_more_is_given_out_than_there_is_whoever_asks_at_once(house):
    row = acts.one_offer(house, 1)

    assert row.holds, row.said


def test_the_clock_jumps_and_the_order_stays(house):
    row = acts.clock_jumps(house, each=3)
    if not row.is_tried:
        pytest.skip(row.said)

    assert row.holds, row.said


def test_a_full_disk_refuses_and_thanks_for_nothing_and_recovers_by_itself(tmp_path):
    row = acts.disk_full(tmp_path / "disk", tables.lay(tmp_path))
    if not row.is_tried:
        pytest.skip(row.said)

    assert row.holds, row.said


HEX = "".join(f"\\x{byte:02x}" for byte in b"/d/qiao.sqlite3")
ANSWER = "".join(f"\\x{byte:02x}" for byte in power.THANKS + b" Created")


@pytest.fixture
def small(tmp_path):
    """Return a database without a need, the same one with one need, and where they differ as lines of strace."""
    path = tmp_path / "one.sqlite3"
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE intake_need (report_id text)")
    before = path.read_bytes()
    with sqlite3.connect(path) as made:
        made.execute("INSERT INTO intake_need VALUES ('a')")
    made.close()
    content = "".join(f"\\x{byte:02x}" for byte in path.read_bytes())
    return before, f'7 pwrite64(3<{HEX}>, "{content}", {len(before)}, 0) = {len(before)}\n'


def left_after(tmp_path, before: bytes, *lines: str) -> tuple[int, int]:
    log = tmp_path / "calls"
    log.write_text("".join(lines))
    found, _thanks, _syncs = power.cuts(
        {"qiao.sqlite3": before, "qiao.sqlite3-wal": b""}, log, [len(lines) - 1]
    )
    return found[0]


def test_what_was_written_and_not_synced_before_the_thanks_is_gone_at_the_cut(small, tmp_path):
    before, write = small
    sync, thanks = f"7 fdatasync(3<{HEX}>) = 0\n", f'7 sendto(9<\\x73>, "{ANSWER}", 30, 0, NULL, 0) = 30\n'

    assert "intake_need" in COUNTED
    assert left_after(tmp_path, before, write, sync, thanks) == (1, 1)
    assert left_after(tmp_path, before, write, thanks, sync.replace(" = 0", " = -1 EIO")) == (1, 0)
    assert left_after(tmp_path, before, sync, write, thanks) == (1, 0)

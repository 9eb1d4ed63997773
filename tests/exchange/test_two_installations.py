"""Two real installations, each with its own database, keys and processes, over the net and by a file carried across."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests import tables
from tests.exchange.acts import PERSON, PHONE
from tests.project.conftest import ROOT, command, serving

pytestmark = pytest.mark.database("sqlite")


def do(data: Path, act: str, said: Any = None, **own: str) -> Any:
    """Do an act there, in a process of its own."""
    done = command(
        "tests.exchange.acts", act, json.dumps(said), QIAO_DATA=str(data), PYTHONPATH=str(ROOT), **own
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def exchange(data: Path, *arguments: str) -> tuple[int, str]:
    done = command("django", "exchange", *arguments, QIAO_DATA=str(data))
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def sides(tmp_path) -> tuple[Path, Path]:
    """Two empty installations."""
    found = tmp_path / "a", tmp_path / "b"
    for one in found:
        if tables.lay(one) is None:
            made = command("django", "migrate", QIAO_DATA=str(one))
            assert made.returncode == 0, made.stderr
    return found


def test_a_need_an_offer_and_a_receipt_pass_between_two_without_doubling_or_leaking(sides, tmp_path):
    a, b = sides
    card_of_b = do(b, "begin", "B")
    card_of_a = do(a, "begin", "A")
    token = do(a, "know", card_of_b)
    do(b, "know", card_of_a)
    with serving(a) as (_process, address):
        inner = address.removeprefix("http://")
        told = do(b, "deliver", {"address": address, "token": token}, QIAO_NOTICE_INNER_HOSTS=inner)
    back, gone, spoilt = (tmp_path / name for name in ("back.json.gz", "gone.json.gz", "spoilt.json"))
    _code, said = exchange(b, "export", card_of_a["name"], str(back))
    plain = gzip.decompress(back.read_bytes())
    spoilt.write_bytes(plain.replace(b'"pieces":190', b'"pieces":191'))
    results = [exchange(a, "import", str(one)) for one in (spoilt, back, back)]
    before = do(a, "erase")
    exchange(a, "export", card_of_b["name"], str(gone))
    exchange(b, "import", str(gone))
    after = do(b, "standing")

    assert told["parcels"] == [1, 0], "asked again there was nothing new"
    assert [code for code, _said in results] == [1, 0, 0]
    assert "签名不对" in results[0][1]
    assert "NEW" in results[1][1]
    assert ("KNOWN" in results[2][1], "NEW" in results[2][1]) == (True, False)
    assert before["needs"] == [[told["need"], "OPEN"]]
    assert (before["brought"], before["receipts"]) == ([[200, 190]], [])
    assert (after["brought"], after["receipts"]) == ([], [190])
    assert [state for kind, state in after["theirs"] if kind == "need"] == ["erased"]
    assert [state for _pk, state in after["needs"]] == ["WITHDRAWN"]
    held = b"".join(path.read_bytes() for path in b.rglob("*") if path.is_file())
    for secret in (PHONE, PERSON):
        assert secret.encode() not in plain + gzip.decompress(gone.read_bytes()) + held
    assert said

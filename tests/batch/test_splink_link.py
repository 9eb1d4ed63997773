"""Splink as a second engine behind the same command. All records are invented (示例数据)."""

import json
from collections import deque
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from qiao.batch.link import main
from qiao.batch.link_rows import read_rows
from qiao.engines.linkage.many import link_table
from qiao.engines.simulation.examples import EXAMPLE_PLACES
from qiao.engines.simulation.repeats import simulate_repeats

pytest.importorskip("splink")
pytestmark = pytest.mark.filterwarnings("ignore")
BEGIN = datetime(2020, 1, 25, tzinfo=UTC)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    told = simulate_repeats(EXAMPLE_PLACES, [("口罩",), ("防护服",)], rows=400, seed=3, begins_at=BEGIN)
    rows = [
        {"id": n, "name": one.name, "city": one.city, "district": one.district, "address": one.address,
         "phones": one.phones, "item": one.item, "quantity": one.quantity, "time": one.at.isoformat(), "need": one.need}
        for n, one in enumerate(told)
    ]  # fmt: skip
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def clusters(path: Path) -> list[int]:
    return [json.loads(line)["cluster"] for line in path.read_text(encoding="utf-8").splitlines()]


def pairs_in(labels: np.ndarray) -> int:
    _, counts = np.unique(labels, return_counts=True)
    return int((counts * (counts - 1) // 2).sum())


def test_splink_finds_nearly_all_repeats_and_hardly_anything_else(table: Path, tmp_path: Path) -> None:
    assert main(["--kind", "report", "--engine", "splink", str(table), str(tmp_path / "out.jsonl")]) == 0

    found = np.array(clusters(tmp_path / "out.clusters.jsonl"))
    truth = np.array([json.loads(line)["need"] for line in table.read_text(encoding="utf-8").splitlines()])
    assert 2 * pairs_in(truth * 1000 + found) / (pairs_in(truth) + pairs_in(found)) > 0.9


def test_both_engines_tell_their_reasons_in_the_same_words(table: Path, tmp_path: Path) -> None:
    for engine in ("own", "splink"):
        main(["--kind", "report", "--engine", engine, str(table), str(tmp_path / f"{engine}.jsonl")])

    told = [(tmp_path / f"{engine}.pairs.jsonl").read_text(encoding="utf-8") for engine in ("own", "splink")]
    assert all("电话相同 same telephone" in one for one in told)


@pytest.mark.parametrize("rows", [0, 1, 5])
def test_a_table_too_small_to_learn_from_is_judged_as_by_our_engine(table: Path, rows: int) -> None:
    from qiao.batch.splink_link import link_with_splink

    columns = deque(read_rows(table, "report"), maxlen=1)[0].reports().taken(np.arange(rows))
    assert np.array_equal(link_with_splink(columns).cluster, link_table(columns).cluster)


def test_a_crowd_under_one_key_stays_bounded(tmp_path: Path) -> None:
    row = {"city": "青川市", "district": "石桥县", "item": "口罩", "phones": "15400000001"}
    moments = (f"2020-02-01T{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}+08:00" for n in range(20_000))
    source = tmp_path / "in.jsonl"
    source.write_text("\n".join(json.dumps({**row, "time": moment}) for moment in moments), encoding="utf-8")

    assert main(["--kind", "report", "--engine", "splink", str(source), str(tmp_path / "out.jsonl")]) == 0
    assert len((tmp_path / "out.pairs.jsonl").read_text(encoding="utf-8").splitlines()) < 20_000

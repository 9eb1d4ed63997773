"""The whole chain over an invented crisis: what one job gives the next one takes, and nothing is lost or doubled."""

import argparse
import json
from collections import Counter
from datetime import datetime
from importlib import import_module

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from qiao.batch import chain, command
from qiao.batch.jobs.tellings import tellings
from qiao.batch.lexicon import reference_directory
from qiao.batch.simulate import places_of, simulate
from qiao.engines.bulletin import REST
from qiao.engines.simulation import EXAMPLE_ITEMS, Hazard, NationSetting, lay_out

OPTIONS = argparse.Namespace(processes=1, memory="500MB", runner="local", master="local[1]", now=command.NOW)


def _rows(path):
    files = sorted((path / "data").glob("*")) if path.is_dir() else [path]
    return [row for one in files for row in pq.read_table(one).to_pylist()]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return the folders of a crisis of 400 reports, and of what the chain made of it, step by step in this process."""
    source, target = tmp_path_factory.mktemp("crisis"), tmp_path_factory.mktemp("chain")
    setting = NationSetting(3, 400, datetime.fromisoformat("2020-01-20T08:00:00+08:00"))
    nation = lay_out(
        setting,
        places=places_of(reference_directory(), "42"),
        items=EXAMPLE_ITEMS[Hazard.EPIDEMIC],
        counties=5,
    )
    simulate(nation, source, form="parquet")
    codes = [import_module(line[0]).main(line[1:]) for _step, line in chain.lines_of(source, target, OPTIONS)]
    assert codes == [0] * len(chain.ORDER)
    return source, target


def test_every_report_is_read_and_every_need_stands_once(made):
    _source, target = made
    needs, voices, pairs = (_rows(target / name) for name in ("needs.parquet", "voices.parquet", "link"))
    clusters = {row[f"id_{end}"]: row[f"cluster_{end}"] for row in pairs for end in "ab"}
    repeats = sum(cluster != telling for telling, cluster in clusters.items())

    assert len(_rows(target / "extract")) == 400
    assert len(_rows(target / "tellings")) >= len(needs) > 200
    assert 0 < repeats == len(needs) - len(voices)
    assert sum(row["tellings"] for row in voices) == len(needs)
    assert len({row["id"] for row in voices}) == len(voices)


def test_the_plan_serves_the_needs_of_the_chain_and_no_offer_gives_more_than_it_holds(made):
    source, target = made
    lines = _rows(target / "allocate")
    held = {row["id"]: row["quantity"] for row in _rows(source / "offers.parquet")}
    given = Counter()
    for line in lines:
        if line["line"] == "SHARE":
            given[line["offer"]] += line["quantity"]

    assert given
    assert all(given[offer] <= held[offer] for offer in given)
    known = {row["id"] for row in _rows(target / "voices.parquet") if row["known"]}
    assert {line["need"] for line in lines if line["need"]} <= known


def test_gaps_and_bulletins_count_the_same_needs(made):
    _source, target = made
    voices = _rows(target / "voices.parquet")
    places = [row for row in _rows(target / "places.parquet") if row["subject"] == ""]

    assert sum(row["reports"] for row in places) == sum(row["place"] is not None for row in voices) > 0
    assert {row["crisis"] for row in _rows(target / "bulletins")} == {row["crisis"] for row in voices}
    told = {(row["crisis"], row["item"], row["place"]): row for row in _rows(target / "aggregates")}
    units = Counter((row["crisis"], row["item"], row["place"]) for row in voices if row["is_unit"])
    assert all(told[key[0], key[1], key[2] or REST]["units"] >= count for key, count in units.items())


def test_the_same_sources_leave_what_is_there_and_other_sources_do_not(made, tmp_path):
    source, target = made
    (_name, line), *_rest = [one for one in chain.lines_of(source, target, OPTIONS) if one[0] == "voices"]
    before = (target / "voices.parquet").stat().st_mtime_ns
    again = import_module(line[0]).main

    assert again(line[1:]) == 0
    assert (target / "voices.parquet").stat().st_mtime_ns == before
    fresh = [part.replace(str(target / "voices.parquet"), str(tmp_path / "voices.parquet")) for part in line]
    assert again(fresh[1:]) == 0
    assert (tmp_path / "voices.parquet").read_bytes() == (target / "voices.parquet").read_bytes()
    (target / "voices.json").write_text(json.dumps({"sources": {}, "rows": 0}))
    assert again(line[1:]) == 0
    assert (target / "voices.parquet").stat().st_mtime_ns > before


def test_a_table_that_is_missing_is_named(tmp_path, capsys):
    (tmp_path / "in").mkdir()

    assert command.main(["chain", str(tmp_path / "in"), str(tmp_path / "out")]) == 2
    assert "reports.parquet" in capsys.readouterr().err


def test_a_step_that_cannot_run_ends_the_chain_with_what_was_done(made, tmp_path, capfd):
    source = tmp_path / "in"
    source.mkdir()
    for name in chain.GIVEN:
        (source / f"{name}.parquet").symlink_to(made[0] / f"{name}.parquet")
    (source / "reports.parquet").unlink()
    pq.write_table(pa.table({"id": ["1"]}), source / "reports.parquet")

    assert command.main(["chain", str(source), str(tmp_path / "out")]) == 2
    assert "text" in capfd.readouterr().err


def test_a_thing_named_twice_is_one_telling_and_boxes_become_pieces():
    def told(quantity, unit="只", pack=None, kind="exact"):
        return {
            "item": "口罩", "item_code": "mask-n95", "quantity": quantity, "quantity_max": None, "quantity_kind": kind,
            "unit": unit, "pack": pack, "direction": "need",
        }  # fmt: skip

    messages = {
        "sum": [told(200), told(300)],
        "unknown": [told(200), told(None, kind="unknown")],
        "boxes": [told(5, "箱", {"size": 1000, "unit": "只"})],
    }
    rows = [
        {"id": name, "type": "need", "items": json.dumps(items), "urgency": 3}
        for name, items in messages.items()
    ]
    schema = import_module("qiao.batch.jobs.tellings").SOURCE

    found = {
        row["report"]: row for row in tellings(pa.Table.from_pylist(rows, schema=schema), {}).to_pylist()
    }

    assert len(found) == 3
    amounts = {name: (row["quantity_kind"], row["quantity"]) for name, row in found.items()}
    assert amounts == {"sum": ("EXACT", 500), "unknown": ("UNKNOWN", None), "boxes": ("EXACT", 5000)}
    assert {row["tier"] for row in found.values()} == {1}

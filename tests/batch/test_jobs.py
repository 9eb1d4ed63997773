"""The same jobs on both runners: the same parts, byte for byte, and the same rows, one by one."""

import importlib.util
import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from qiao.batch import command
from qiao.batch.jobs import NAMES, job_called
from qiao.batch.runners import Settings, read_manifest, run
from qiao.batch.runners import spark as on_spark
from qiao.exceptions import (
    BatchBusyError,
    BatchColumnsError,
    BatchEngineAbsentError,
    BatchInputError,
    BatchManifestError,
    BatchOtherRunError,
    BatchParameterError,
    BatchStoppedError,
)

DAY = datetime(2020, 1, 25, tzinfo=UTC)
NOW = {"now": "2020-01-27T08:00:00+08:00"}
PLACES = ["420100", "420200", "420300", "420500", "420600", "420700"]
ITEMS = ["口罩", "防护服", "护目镜"]


def _voices(chance: random.Random) -> list[dict]:
    return [
        {
            "crisis": chance.choice(["a", "b"]),
            "issue": f"2020-01-{25 + number % 3}",
            "item": chance.choice(ITEMS),
            "id": f"v{number}",
            "received_at": DAY + timedelta(minutes=number),
            "place": chance.choice([*PLACES, None]),
            "is_unit": chance.random() < 0.3,
            "pieces": chance.choice([None, 5, 20]),
        }
        for number in range(200)
    ]


def _tellings(chance: random.Random) -> list[dict]:
    told = [
        {
            "item": chance.choice(ITEMS),
            "id": f"t{number}",
            "time": DAY + timedelta(hours=number // 3),
            "name": f"{chance.choice(['应山', '蕲春', '黄陂'])}县第{chance.choice('一二')}人民医院",
            "district": chance.choice(["应山县", "蕲春县"]),
            "phones": f"1541234{number % 7:04d}",
            "quantity": chance.choice([None, 200, 500]),
        }
        for number in range(60)
    ]
    return told + [
        one | {"id": f"{one['id']}x", "time": one["time"] + timedelta(hours=2)} for one in told[:20]
    ]


def _goods(chance: random.Random) -> list[dict]:
    rows = []
    for number in range(60):
        item = chance.choice(ITEMS)
        own = {"scenario": chance.choice(["today", "flood"]), "goods": item, "item": item}
        rows.append(own | {"side": "NEED", "id": f"n{number}", "quantity": 50 * (number + 1), "tier": 1 + number % 3, "place": chance.choice(PLACES)})  # fmt: skip
        rows.append(
            own | {"side": "OFFER", "id": f"o{number}", "quantity": 40 * (number + 1), "pack_size": 10}
        )
    rows.append(
        {
            "scenario": "today",
            "goods": "床",
            "item": "床",
            "side": "NEED",
            "id": "bad",
            "quantity": -1,
        }
    )
    return rows


def _places(chance: random.Random) -> list[dict]:
    return [
        {
            "crisis": "a",
            "subject": subject,
            "place": f"{code}",
            "population": 100_000 + 10 * code,
            "reports": chance.choice([0, 2, 40]),
            "coverage": chance.choice([0.6, 0.9, None]),
            "official": chance.choice([None, 3]),
            "longitude": 114 + number / 10,
            "latitude": 30.5,
            "voices": f"v{number}",
        }
        for subject in ("", "口罩")
        for number, code in enumerate(range(420101, 420113))
    ]


def _messages(chance: random.Random) -> list[dict]:
    return [
        {
            "id": f"m{number}",
            "text": f"应山县人民医院急需N95口罩{chance.randint(1, 9)}00个，联系人张三15412340001",
            "time": DAY,
        }
        for number in range(40)
    ]


def _read(chance: random.Random) -> list[dict]:
    mask = {"item": "口罩", "item_code": "mask", "unit": "箱", "pack": None, "quantity_max": None}
    return [
        {
            "id": f"m{number}",
            "type": chance.choice(["need", "offer", "info"]),
            "items": json.dumps(
                [
                    mask | {"quantity": quantity, "quantity_kind": kind, "direction": "need"}
                    for quantity, kind in [(chance.randint(1, 9), "exact"), (None, "unknown")][
                        : 1 + number % 2
                    ]
                ]
            ),
            "place": chance.choice([*PLACES, None]),
            "phones": ["15412340001"][: number % 3],
            "time": DAY,
        }
        for number in range(40)
    ]


def _two_names(chance: random.Random) -> list[dict]:
    told = _tellings(chance)
    return [one | {"goods": "口罩类", "report": f"r{number // 2}"} for number, one in enumerate(told)]


MADE = {
    "extract": (_messages, {}),
    "tellings": (_read, {}),
    "link": (_tellings, {}),
    "meet": (_two_names, {}),
    "allocate": (_goods, NOW),
    "gaps": (_places, {"seed": "7"}),
    "aggregates": (_voices, {}),
    "bulletins": (_voices, {}),
}


@pytest.fixture
def table(tmp_path):
    """Return a folder of two Parquet files that a job takes, its rows in no order."""

    def made(name: str) -> Path:
        chance = random.Random(4)  # noqa: S311 - made up rows
        rows = MADE[name][0](chance)
        chance.shuffle(rows)
        folder = tmp_path / f"{name}.in"
        folder.mkdir()
        source = job_called(name).source
        told = pa.schema([one for one in source if any(one.name in row for row in rows)])
        for number, part in enumerate((rows[::2], rows[1::2])):
            pq.write_table(pa.Table.from_pylist(part, schema=told), folder / f"{number}.parquet")
        return folder

    return made


def _rows(folder: Path) -> list[dict]:
    return [row for one in sorted((folder / "data").glob("*")) for row in pq.read_table(one).to_pylist()]


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    """Return one session for all tests; made once, for it takes longest."""
    try:
        on_spark.refuse_absent()
    except BatchEngineAbsentError as error:
        pytest.skip(error.message("en"))
    with pytest.MonkeyPatch.context() as patch:
        # Small rows: the first compiler and collector of Java are enough, and take half of its time.
        java = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
        patch.setenv("PYSPARK_SUBMIT_ARGS", f'--driver-java-options "{java}" pyspark-shell')
        with on_spark.session(Settings("spark", master="local[2]"), tmp_path_factory.mktemp("spark")) as made:
            yield made


@pytest.mark.parametrize("name", NAMES)
def test_every_job_gives_the_same_rows_on_spark(name, table, tmp_path, spark):
    job, source, told = job_called(name), table(name), MADE[name][1]

    here = run(job, source, tmp_path / "here", Settings(parts=3, parameters=told))
    there = run(job, source, tmp_path / "there", Settings("spark", parts=3, parameters=told))

    assert _rows(tmp_path / "here") == _rows(tmp_path / "there") != []
    assert here.parts == there.parts
    assert (here.plan, here.rows_sha256) == (there.plan, there.rows_sha256)
    assert (here.runner, there.runner) == ("local", "spark")


def test_a_column_of_another_kind_is_refused_by_name_on_spark_too(tmp_path, spark):
    rows = [{"id": "1", "text": "x", "time": "yesterday"}]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "in.parquet")

    for runner in ("local", "spark"):
        with pytest.raises(BatchInputError, match="time"):
            run(job_called("extract"), tmp_path / "in.parquet", tmp_path / runner, Settings(runner))


@pytest.mark.parametrize("name", ["link", "gaps"])
def test_two_processes_and_a_second_run_give_the_same_bytes(name, table, tmp_path):
    job, source = job_called(name), table(name)
    once = run(job, source, tmp_path / "one", Settings(parts=3))
    twice = run(job, source, tmp_path / "two", Settings(parts=3, processes=2))
    written = (tmp_path / "one" / "manifest.json").read_bytes()

    again = run(job, source, tmp_path / "one", Settings(parts=3))

    assert once.parts == twice.parts == again.parts
    assert (tmp_path / "one" / "manifest.json").read_bytes() == written


def test_a_group_that_contradicts_itself_is_refused_and_the_others_are_done(table, tmp_path):
    made = run(job_called("allocate"), table("allocate"), tmp_path / "out", Settings(parameters=NOW))

    assert [(one["group"], "bad" in one["why"]) for one in made.refused] == [("today ·  · 床", True)]
    assert {row["goods"] for row in _rows(tmp_path / "out")} == {*ITEMS}
    assert (
        command.main(
            ["allocate", str(tmp_path / "allocate.in"), str(tmp_path / "out"), "--set", f"now={NOW['now']}"]
        )
        == 1
    )


def test_what_was_killed_goes_on_where_it_was(table, tmp_path):
    source, target = table("extract"), tmp_path / "out"
    whole = run(job_called("extract"), source, tmp_path / "whole", Settings(parts=30))
    line = [sys.executable, "-m", "qiao.batch.command", "extract", str(source), str(target), "--parts", "30"]
    running = subprocess.Popen(line, env=os.environ | {"PYTHONPATH": "src"}, stderr=subprocess.PIPE)
    until = time.monotonic() + 60
    while not list((target / "done").glob("*.json")) and time.monotonic() < until:
        time.sleep(0.005)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    kept = {one.name: one.stat().st_mtime_ns for one in (target / "done").glob("*.json")}

    made = run(job_called("extract"), source, target, Settings(parts=30))

    assert 0 < len(kept) < len(made.parts)
    assert {name: (target / "done" / name).stat().st_mtime_ns for name in kept} == kept
    assert made.parts == whole.parts
    assert not list(target.glob(".work-*"))


def test_it_stops_when_asked_and_a_spoilt_part_is_done_again(table, tmp_path):
    source, target, told = table("gaps"), tmp_path / "out", []
    with pytest.raises(BatchStoppedError):
        run(
            job_called("gaps"),
            source,
            target,
            Settings(parts=9),
            tell=lambda *at: told.append(at),
            stop=lambda: len(told) > 1,
        )
    (part,) = (target / "data").glob("*.parquet")
    good = part.read_bytes()
    part.write_bytes(good[:-9])

    made = run(job_called("gaps"), source, target, Settings(parts=9))

    assert part.read_bytes() == good
    assert read_manifest(target).as_json() == made.as_json()
    part.write_bytes(good[:-9])
    with pytest.raises(BatchManifestError, match=part.name):
        read_manifest(target)


def test_a_folder_of_another_run_or_of_one_at_work_is_left_alone(table, tmp_path):
    import fcntl

    job, source, target = job_called("aggregates"), table("aggregates"), tmp_path / "out"
    run(job, source, target)
    with pytest.raises(BatchOtherRunError, match="parameters"):
        run(job, source, target, Settings(parameters={"block": "10"}))
    with (target / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(BatchBusyError):
            run(job, source, target)
    with pytest.raises(BatchOtherRunError):
        run(job, source, source)


def test_what_a_table_lacks_is_named(tmp_path, capsys):
    pq.write_table(pa.table({"id": ["1"]}), tmp_path / "in.parquet")
    (tmp_path / "no.parquet").write_text("id,text")
    (tmp_path / "empty").mkdir()

    with pytest.raises(BatchColumnsError) as error:
        run(job_called("extract"), tmp_path / "in.parquet", tmp_path / "out")
    assert error.value.details["columns"] == "text"
    for source in ("no.parquet", "empty"):
        assert command.main(["extract", str(tmp_path / source), str(tmp_path / "out")]) == 2
    with pytest.raises(BatchParameterError, match="now"):
        run(job_called("allocate"), tmp_path / "in.parquet", tmp_path / "out")
    assert "Parquet" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_command_tells_what_is_missing_for_spark(tmp_path, monkeypatch, capsys):
    pq.write_table(pa.table({"id": ["1"], "text": ["x"]}), tmp_path / "in.parquet")
    line = ["extract", str(tmp_path / "in.parquet"), str(tmp_path / "out"), "--runner", "spark"]
    monkeypatch.setattr(on_spark, "java_version", lambda: 11)
    wanted = "openjdk-17" if importlib.util.find_spec("pyspark") else "--install spark"

    assert command.main(line) == 2
    assert wanted in capsys.readouterr().err


def test_the_command_describes_a_job_and_writes_the_manifest(table, tmp_path, capsys):
    assert command.main(["allocate", "--describe"]) == 0
    assert "now = （必填 required）" in capsys.readouterr().out
    target = tmp_path / "out"

    assert command.main(["aggregates", str(table("aggregates")), str(target), "--set", "block=10"]) == 0

    told = json.loads((target / "manifest.json").read_text())
    assert (told["plan"]["job"], told["plan"]["rows"], told["plan"]["parameters"]) == (
        "aggregates",
        200,
        {"block": "10"},
    )
    assert {row["others"] for row in _rows(target)} <= {None, 0, 10, 20, 30}

"""Runs of the batch layer over the records themselves: the same answers as the desks', loaded whole or not at all."""

import json
import os
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from qiao.api.models import BatchRun
from qiao.api.runs import actions, work
from qiao.batch import command
from qiao.exceptions import BatchLoadedError, BatchRecordsGoneError
from qiao.gaps.actions.searching import find_gaps
from qiao.gaps.models import Gap, GapSearch
from qiao.intake import actions as intake
from qiao.intake.models import Pair
from qiao.registry.models import Organization
from qiao.relief import actions as relief
from qiao.relief.models import Plan
from qiao.trail.jobs import Progress, ask_for
from qiao.trail.models import Job, TrailEntry
from tests.conftest import NOW
from tests.makers import make_need, make_offer, make_report

pytestmark = pytest.mark.usefixtures("at_work")
MESSAGE = "英山县人民医院急需口罩，联系 15412340001"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.QIAO_BATCH = tmp_path / "batch"
    return settings.QIAO_BATCH


@pytest.fixture
def goods(lin, crisis, mask, gown, yingshan, luotian):
    needs = [
        make_need(
            lin, crisis, item=mask, place=yingshan, quantity_kind="EXACT", quantity=100 * count, tier=count
        )
        for count in (1, 2, 3)
    ]
    needs.append(make_need(lin, crisis, item=gown, place=luotian, deadline=NOW + timedelta(days=3)))
    make_offer(lin, crisis, item=mask, place=luotian, quantity_kind="EXACT", quantity=300)
    make_offer(lin, crisis, item=gown, place=yingshan, quantity_kind="EXACT", quantity=40)
    return needs


def started(client, task: str) -> BatchRun:
    answer = client.post(reverse("api:batch_new"), {"task": task, "crisis": "small"})
    assert answer.status_code == 302
    run = BatchRun.objects.get()
    assert answer.url == reverse("api:batch_run", args=(run.pk,))
    return run


def lines(plan: Plan) -> list:
    shares = plan.shares.order_by("need", "offer").values_list("need", "offer", "part", "quantity", "distance_km", "reason_code", "reason")  # fmt: skip
    unmet = plan.unmet.order_by("need").values_list("need", "asked", "given", "reason_code", "reason")
    return [*shares, *unmet]


def test_a_plan_made_by_batch_is_the_plan_the_desk_makes(goods, crisis, as_lin, lin, folder):
    run = started(as_lin, "allocate")
    by_batch = Plan.objects.get()

    by_desk = relief.make_plan(lin, crisis, now=by_batch.made_at)

    assert lines(by_batch) == lines(by_desk) != []
    assert (by_batch.input_hash, by_batch.needs_seen, by_batch.rule) == (by_desk.input_hash, 4, by_desk.rule)
    assert by_batch.fairness == json.loads(json.dumps(by_desk.fairness))
    assert (run.runner, run.groups, run.refused, run.outcome["plan"]) == ("local", 2, 0, str(by_batch.pk))
    assert not list(folder.iterdir())
    verbs = list(TrailEntry.objects.filter(verb__startswith="batch.").values_list("verb", flat=True))
    assert verbs == ["batch.run", "batch.take", "batch.load"]
    told = TrailEntry.objects.get(verb="batch.load").details
    assert (told["job"], told["runner"], told["manifest"]) == ("allocate", "local", run.manifest_sha256)
    page = as_lin.get(reverse("api:batch_run", args=(run.pk,))).content.decode()
    assert reverse("relief:plan", args=(by_batch.pk,)) in page
    history = as_lin.get(reverse("api:batch_history", args=("csv",))).content.decode()
    assert run.manifest_sha256 in history
    assert "没有足额" in as_lin.get(reverse("api:batch_list")).content.decode()


def test_gap_lists_drawn_up_by_batch_are_those_of_a_search(lin, crisis, mask, yingshan, luotian, as_lin):
    crisis.places.add(luotian)
    make_need(lin, crisis, item=mask, place=yingshan)
    started(as_lin, "gaps")
    search = GapSearch.objects.get()
    by_batch = {one.key: one.reason for one in Gap.objects.all()}

    again = find_gaps(lin, crisis, now=search.known_at, known_at=search.known_at)

    assert {one.key: one.reason for one in Gap.objects.all()} == by_batch != {}
    assert again.basis == search.basis | {"new": 0, "again": len(by_batch)}


def test_all_needs_are_linked_without_a_word_or_number_leaving(
    lin, crisis, mask, yingshan, as_lin, monkeypatch, tmp_path
):
    hospital = Organization.objects.create(name="英山县人民医院", home=yingshan)
    needs = [
        intake.open_need(
            lin, make_report(lin, crisis, text=MESSAGE, at=NOW + timedelta(hours=hours)), item=mask, place=yingshan,
            party=hospital, unit=mask.unit, quantity_kind="EXACT", quantity=100,
        )
        for hours in (0, 2)
    ]  # fmt: skip
    Pair.objects.all().delete()  # as for records that came in before there was a comparison
    kept = tmp_path / "kept.parquet"
    monkeypatch.setattr(
        actions,
        "_source_hash",
        lambda path, real=actions._source_hash: (kept.write_bytes(path.read_bytes()), real(path))[1],
    )

    run = started(as_lin, "link")

    pair = Pair.objects.get()
    assert pair.ids == tuple(sorted(one.pk for one in needs))
    assert pair.state == Pair.State.OPEN
    assert {"zh", "en", "code", "weight"} == set(pair.reasons[0])
    assert run.outcome == {"pairs": 1, "new": 1}
    out = json.dumps(pq.read_table(kept).to_pylist(), default=str, ensure_ascii=False)
    assert "15412340001" not in out
    assert "急需" not in out
    assert as_lin.get(reverse("intake:pair_list", args=("small",))).status_code == 200


def test_what_was_written_out_is_worked_through_elsewhere_and_loaded_once(
    goods, lin, crisis, association, tmp_path, capsys
):
    out, result = tmp_path / "out", tmp_path / "result"
    call_command("batch", "--export", "allocate", str(out), "--crisis", "small")
    run = BatchRun.objects.get()
    assert f"--set now={run.parameters['now']}" in capsys.readouterr().out
    other = ["--set", "now=2020-02-01T00:00:00+08:00"]
    assert command.main(["allocate", str(out), str(tmp_path / "other"), *other]) == 0
    with pytest.raises(CommandError, match="now"):
        call_command("batch", "--load", str(tmp_path / "other"))
    assert (
        command.main(
            [
                "allocate",
                str(out),
                str(result),
                "--set",
                f"now={run.parameters['now']}",
                "--set",
                "rule=max-min",
            ]
        )
        == 0
    )

    part = next((result / "data").iterdir())
    good = part.read_bytes()
    part.write_bytes(good + b" ")
    with pytest.raises(CommandError, match=part.name):
        call_command("batch", "--load", str(result))
    assert not Plan.objects.exists()
    part.write_bytes(good)
    call_command("batch", "--load", str(result))

    plan = Plan.objects.get()
    assert (plan.rule, plan.input_hash) == ("max-min", run.facts["hash"])
    with pytest.raises(CommandError, match="loaded already"):
        call_command("batch", "--load", str(result))
    assert Plan.objects.count() == 1
    with pytest.raises(CommandError, match="not empty"):
        call_command("batch", "--export", "link", str(out), "--crisis", "small")


def test_nothing_is_loaded_where_a_record_is_gone(goods, lin, crisis, tmp_path, monkeypatch):
    run = actions.write_out(lin, actions.new_run(lin, crisis, "allocate", now=NOW), tmp_path / "out", now=NOW)
    assert (
        command.main(
            ["allocate", str(tmp_path / "out"), str(tmp_path / "in"), "--set", f"now={run.parameters['now']}"]
        )
        == 0
    )
    monkeypatch.setattr("qiao.relief.batch_plan.needs_there", lambda _needs: set())

    with pytest.raises(BatchRecordsGoneError), transaction.atomic():
        actions.load_back(lin, run, tmp_path / "in", now=NOW)

    run.refresh_from_db()
    assert run.loaded_at is None
    assert not Plan.objects.exists()


def test_a_run_called_off_stops_and_leaves_nothing(goods, lin, crisis, as_lin, folder):
    run = actions.new_run(lin, crisis, "allocate", now=NOW)
    job = ask_for(lin, "batch", {"run": str(run.pk)})
    run.job_id = job.pk
    run.save()
    page = reverse("api:batch_run", args=(run.pk,))
    assert "hx-get" in as_lin.get(page).content.decode()

    assert as_lin.post(reverse("api:batch_cancel", args=(run.pk,))).status_code == 302

    with pytest.raises(Exception, match="停下了"):
        work.do_run(job, Progress(job))
    assert "取消了" in as_lin.get(page).content.decode()
    assert not Plan.objects.exists()
    assert not list(folder.iterdir())
    with scope(organization=lin.organization_id), pytest.raises(BatchLoadedError):
        actions.cancel_run(lin, run, now=NOW)


def test_where_nothing_is_installed_the_page_says_who_mends_it(as_lin, crisis, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    answer = as_lin.post(reverse("api:batch_new"), {"task": "link", "crisis": "small"})

    assert answer.status_code == 422
    assert "./qiao batch --install" in answer.content.decode()
    assert not Job.objects.exists()


def test_a_volunteer_starts_and_sees_none(as_chen, crisis):
    assert as_chen.get(reverse("api:batch_list")).status_code == 403
    assert as_chen.post(reverse("api:batch_new"), {"task": "link", "crisis": "small"}).status_code == 403


@pytest.mark.parametrize("task", BatchRun.Task.values)
def test_where_nothing_was_said_a_run_comes_to_nothing_in_good_order(task, crisis, as_lin):
    run = started(as_lin, task)

    assert run.loaded_at is not None
    assert {value for value in run.outcome.values() if isinstance(value, int)} <= {0, 1}
    assert as_lin.get(reverse("api:batch_run", args=(run.pk,))).status_code == 200


def test_an_old_folder_is_swept_unless_its_run_is_at_work(lin, crisis, folder):
    run = actions.new_run(lin, crisis, "link", now=NOW)
    Job.objects.filter(pk=ask_for(lin, "batch", {"run": str(run.pk)}).pk).update(state="RUNNING")
    for name in (str(run.pk), "left"):
        (folder / name).mkdir(parents=True)
        os.utime(folder / name, (0, 0))

    assert work.sweep(timezone.now()) == 1
    assert [one.name for one in folder.iterdir()] == [str(run.pk)]

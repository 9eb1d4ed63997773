"""Drills as people hold them; and that nothing of a drill is anywhere else."""

import subprocess
from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django_scopes import scopes_disabled

from qiao.engines.simulation import DrillNetwork
from qiao.exceptions import DrillStateError
from qiao.funding.models import ReadinessTask
from qiao.preparing import actions
from qiao.preparing.models import Drill
from qiao.preparing.queries.drills import network_for
from qiao.registry.models import Item, Person
from qiao.relief import actions as relief
from qiao.trail.models import Job
from tests.conftest import NOW
from tests.makers import make_match, make_offer
from tests.test_doors import OF_A_CRISIS, PLAIN

pytestmark = pytest.mark.usefixtures("at_work")
MARK = "汛前推演暗号"
SETTING = {"hazard": "FLOOD", "people": 50, "days": 7, "seed": 5, "runs": 2}
OWN = {"preparing:drill_list", "pages:trail"}


@pytest.fixture(autouse=True)
def at_once(settings, tmp_path):
    settings.QIAO_EXPORTS = tmp_path / "exports"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def drill(lin, yingshan):
    return actions.hold_drill(lin, DrillNetwork(people=40), place=yingshan, at=NOW, title=MARK, **SETTING)


def everything():
    """Return how many rows each of our tables has."""
    with scopes_disabled():
        return {
            model._meta.label: model._base_manager.count()
            for model in apps.get_models()
            if model.__module__.startswith("qiao.")
        }


def test_a_drill_is_held_on_the_page_against_what_lies_in_the_store(
    as_lin, lin, crisis, association, yingshan
):
    water = Item.objects.get(code="water-drinking")
    match = make_match(lin, crisis, item=water, quantity=9)
    relief.withdraw_match(lin, match, at=NOW, reason="示例")
    store = relief.open_store(lin, name="示例县仓", place=yingshan)
    relief.receive_goods(lin, match.lot, store, arrivals=[relief.Arrival(9)], at=NOW)
    facts = SETTING | {"title": MARK, "place": "英山县", "runs": "20"}

    page = as_lin.post(reverse("preparing:drill_new"), facts, follow=True).content.decode()

    held = Drill.objects.get()
    assert "演练，不是真事" in page
    assert held.network["piles"] == [
        {"item": "water-drinking", "pieces": 9, "km": 0.0, "name": "示例县仓", "is_in_county": True}
    ]
    assert held.result["things"][1]["first"] == 1


def test_holding_a_drill_writes_a_drill_and_its_trail_and_nothing_else(as_lin, lin, crisis, association):
    make_offer(lin, crisis, item=Item.objects.get(code="water-drinking"))
    before = everything()

    as_lin.post(reverse("preparing:drill_new"), SETTING | {"title": MARK, "place": "英山县", "runs": "200"})

    after = everything()
    grown = {label: n - before[label] for label, n in after.items() if n != before[label]}
    assert grown == {"preparing.Drill": 1, "trail.TrailEntry": 2, "trail.Job": 1}


def test_a_drill_names_no_crisis_need_offer_stock_or_entry():
    named = {
        field.related_model._meta.label
        for model in apps.get_app_config("preparing").get_models()
        if model.__name__.startswith("Drill")
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created
    }

    assert named == {
        "registry.Organization",
        "registry.Place",
        "accounts.User",
        "preparing.Drill",
        "funding.ReadinessTask",
    }


def test_no_page_list_search_map_figure_export_or_public_page_shows_a_drill(as_lin, drill, crisis):
    shown = []
    for who in (as_lin, Client()):
        for name in [*OF_A_CRISIS, *PLAIN]:
            if name in OWN:
                continue
            try:
                address = reverse(name, kwargs={"slug": crisis.slug} if name in OF_A_CRISIS else {})
            except NoReverseMatch:
                continue
            answer = who.get(address, {"q": MARK, "text": MARK})
            whole = (b"".join(answer) if answer.streaming else answer.content).decode(errors="replace")
            if MARK in whole.replace(f'value="{MARK}"', "").replace(f"“{MARK}”", ""):
                shown.append(name)

    assert shown == []
    assert MARK in as_lin.get(reverse("preparing:drill_list")).content.decode()


def test_the_same_seed_and_network_show_the_same(lin, yingshan, drill):
    again = actions.hold_drill(lin, DrillNetwork(people=40), place=yingshan, at=NOW, title="又", **SETTING)

    assert again.result == drill.result
    with pytest.raises(DrillStateError):
        actions.finish_drill(lin, drill)


def test_many_runs_are_played_by_a_worker_who_counts_them(as_lin, lin, yingshan):
    held = actions.hold_drill(
        lin, DrillNetwork(people=40), place=yingshan, at=NOW, title=MARK, **SETTING | {"runs": 200}
    )

    held.refresh_from_db()
    job = Job.objects.get(pk=held.job_id)
    assert (held.state, job.state, job.done) == ("DONE", "DONE", job.total)
    assert "HX-Refresh" in as_lin.get(reverse("preparing:drill_progress", args=[held.pk]))


def test_nothing_is_locked_while_a_drill_is_played(lin, drill):
    Drill.objects.filter(pk=drill.pk).update(state="WAITING")
    depth = []

    actions.finish_drill(lin, drill, tell=lambda _n: depth.append(len(connection.savepoint_ids)))

    assert depth
    assert set(depth) == {len(connection.savepoint_ids)}


def test_what_people_saw_and_what_they_will_do_reach_the_work_plan(as_lin, lin_user, drill):
    note = {"note-link": "PEOPLE", "note-text": "名单里一半电话打不通"}
    task = {
        "act-item": "1",
        "act-what": "核实会员电话",
        "act-owner": str(lin_user.pk),
        "act-due_on": "2030-01-01",
    }

    as_lin.post(reverse("preparing:drill_note", args=[drill.pk]), note)
    as_lin.post(reverse("preparing:drill_act", args=[drill.pk]), task)

    page = as_lin.get(reverse("preparing:drill", args=[drill.pk])).content.decode()
    made = ReadinessTask.objects.get()
    assert (made.item, made.what, made.due_on) == (1, "核实会员电话", date(2030, 1, 1))
    assert "名单里一半电话打不通" in page
    assert "核实会员电话" in as_lin.get(reverse("funding:readiness")).content.decode()


def test_a_task_without_owner_or_a_note_with_a_telephone_is_refused_in_place(as_lin, drill):
    task = as_lin.post(reverse("preparing:drill_act", args=[drill.pk]), {"act-item": "1"})
    note = as_lin.post(reverse("preparing:drill_note", args=[drill.pk]), {"note-text": "找 15400007777"})

    assert (task.status_code, note.status_code) == (422, 422)
    assert not ReadinessTask.objects.exists()


@pytest.mark.parametrize("form", ["pdf", "csv"])
def test_the_report_is_handed_out_without_names(as_lin, lin, drill, form):
    Person.objects.create(name="张桂兰")
    Drill.objects.filter(pk=drill.pk).update(title="张桂兰 15400007777 的演练")
    actions.note_drill(lin, drill, text="张桂兰的船", link="", at=NOW)

    answer = as_lin.get(reverse("preparing:drill_export", args=[drill.pk, form]))

    text = answer.content.decode("utf-8-sig") if form == "csv" else pdf_text(answer.content)
    assert "饮用水" in text
    assert "张桂兰" not in text
    assert "15400007777" not in text


def pdf_text(content):
    asked = ["pdftotext", "-layout", "-", "-"]
    return subprocess.run(asked, input=content, capture_output=True, check=True).stdout.decode()


def test_what_stands_ready_is_read_from_the_records(association, yingshan):
    found = network_for(association, yingshan, "FLOOD", NOW.date())

    assert (found.people, found.lorries, found.free_fen, found.partners) == (0, 0, 0, 0)
    assert found.is_home

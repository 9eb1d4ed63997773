"""The end of a crisis: listed, assessed, destroyed in every file of the database, certified under a signature."""

import json
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from django_scopes import scope

from qiao.api.actions import start_export
from qiao.api.exports.tables import Wanted
from qiao.care import actions as care
from qiao.intake import actions as intake
from qiao.intake.models import DraftText, Hook, HookDelivery, ImportFile, MaskedCopy, Report
from qiao.intake.pasted.chat import pieces_of
from qiao.project.certificates import public_key
from qiao.quality.actions import Told, tell_feedback
from qiao.quality.sealed import words_of
from qiao.registry.contact_actions import add_contact
from qiao.registry.contact_subjects import subject_of
from qiao.registry.contact_values import Value
from qiao.registry.models import Person
from qiao.registry.queries import actor_for
from qiao.trail.chain import verify
from qiao.trail.models import Notice, TrailEntry
from qiao.volunteering import actions as volunteering
from qiao.volunteering.actions import ShiftPlan
from tests.care.conftest import *  # noqa: F403 - the people of two care teams
from tests.care.conftest import IDENTITY
from tests.conftest import appoint
from tests.makers import make_need, make_report

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("apart")]

TEXT = "示例数据：桃花渡口的老屋塌了一角，急需帐篷两顶，电话 15400918274"
SPOT = "桃花渡口的老屋"
KEEP = {"lawful": "示例：作证据", "necessary": "示例：诉讼未了", "safe": "示例：密封，两人可开"}


@pytest.fixture
def apart(settings, tmp_path):
    settings.DATA = tmp_path
    settings.QIAO_KEYS = tmp_path / "keys"


@pytest.fixture
def reported(lin, crisis, association):
    with scope(organization=association.pk):
        return make_report(lin, crisis, text=TEXT)


@pytest.fixture
def ended_file(zhou, he, he_user, crisis, association):
    """A care file that two people closed."""
    now = timezone.now()
    with scope(organization=association.pk):
        file = care.open_file(zhou, crisis, kind="GRIEF", identity=IDENTITY, supervisor=he_user)
        closing = care.ask_closing(zhou, file, reason="REACHED", summary="示例", asked_at=now)
        care.decide_closing(he, closing, is_confirmed=True, decided_at=now)
    file.refresh_from_db()
    return file


def close(crisis, *options, ended=True):
    day = ["--ended-on", timezone.localdate().isoformat()] if ended else []
    call_command("crisis", "close", crisis.slug, "--organization", "示例县义工联合会", *day, *options)


def certificate(tmp_path):
    return json.loads(next((tmp_path / "certificates").glob("*.json")).read_text(encoding="utf-8"))


def assessed(tmp_path, **facts):
    path = tmp_path / "assessment.json"
    until = (timezone.localdate() + timedelta(days=365)).isoformat()
    path.write_text(json.dumps(KEEP | {"what": "care", "until": until} | facts), encoding="utf-8")
    return ["--assessment", str(path)]


def database_bytes():
    name = Path(connection.settings_dict["NAME"])
    return b"".join(path.read_bytes() for path in name.parent.glob(f"{name.name}*"))


def test_without_yes_it_only_lists(crisis, reported, ended_file, capsys):
    close(crisis)

    said = capsys.readouterr().out
    assert "1  一线信息的原文和联系方式" in said
    assert "1  已结束的个案" in said
    assert "慈善法 78" in said
    assert MaskedCopy.objects.filter(report=reported).exists()


def test_a_crisis_that_goes_on_is_not_closed(crisis, reported):
    with pytest.raises(CommandError, match="还没有结束"):
        close(crisis, "--yes", ended=False)

    assert MaskedCopy.objects.filter(report=reported).exists()


def test_what_is_not_assessed_is_destroyed(crisis, reported, ended_file, association, tmp_path):
    close(crisis, "--yes")

    ended_file.refresh_from_db()
    with scope(organization=association.pk):
        assert Report.objects.get().is_erased
    assert (bytes(ended_file.wrapped_key), bytes(ended_file.sealed_identity)) == (b"", b"")
    holdings = certificate(tmp_path)["content"]["holdings"]
    told = {key: (one["count"], one["fate"]) for key, one in holdings.items()}
    assert {key: told[key] for key in ("reports", "care", "care_running")} == {
        "reports": (1, "destroyed"),
        "care": (1, "destroyed"),
        "care_running": (0, "kept"),
    }


def test_what_was_assessed_stays_and_the_certificate_says_why(crisis, reported, ended_file, tmp_path):
    close(crisis, *assessed(tmp_path), "--yes")

    ended_file.refresh_from_db()
    content = certificate(tmp_path)["content"]
    assert bytes(ended_file.wrapped_key) != b""
    assert content["holdings"]["care"]["fate"] == "kept"
    assert content["assessments"][0]["necessary"] == KEEP["necessary"]


@pytest.mark.parametrize("missing", [{"safe": " "}, {"until": "2020-01-01"}, {"what": "everything"}])
def test_an_assessment_with_a_gap_destroys_nothing(crisis, reported, ended_file, tmp_path, missing):
    with pytest.raises(CommandError, match="第八十五条"):
        close(crisis, *assessed(tmp_path, **missing), "--yes")

    assert MaskedCopy.objects.filter(report=reported).exists()
    ended_file.refresh_from_db()
    assert ended_file.destroyed_at is None


def test_a_file_still_served_stays(zhou, he_user, crisis, association):
    with scope(organization=association.pk):
        file = care.open_file(zhou, crisis, kind="GRIEF", identity=IDENTITY, supervisor=he_user)

    close(crisis, "--yes")

    with scope(organization=association.pk):
        assert care.read_file(zhou, file, now=timezone.now()).identity == IDENTITY


@pytest.mark.database("sqlite")
def test_no_word_is_left_in_the_files_of_the_database(crisis, reported):
    before = database_bytes()
    close(crisis, "--yes")
    after = database_bytes()

    assert SPOT.encode() in before
    assert SPOT.encode() not in after


def test_the_trail_stays_whole_and_tells_of_it(crisis, reported, ended_file):
    close(crisis, "--yes")

    assert not verify().breaks
    entry = TrailEntry.objects.get(verb="crisis.close")
    assert (entry.details["reports_destroyed"], entry.details["care_destroyed"]) == (1, 1)


def test_the_certificate_is_checked_and_a_changed_one_refused(crisis, reported, tmp_path, capsys):
    close(crisis, "--yes")
    path = next((tmp_path / "certificates").glob("*.json"))
    call_command("crisis", "check", str(path), "--key", public_key())
    assert "签名相符" in capsys.readouterr().out

    changed = json.loads(path.read_text(encoding="utf-8"))
    changed["content"]["holdings"]["reports"]["count"] = 0
    path.write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(CommandError, match="签名对不上"):
        call_command("crisis", "check", str(path))
    with pytest.raises(CommandError, match="签名对不上"):
        call_command("crisis", "check", str(path), "--key", "00" * 32)


# One person


def test_one_report_is_erased(reported, tmp_path):
    call_command("person", "erase", str(reported.pk), "--yes")

    assert not MaskedCopy.objects.filter(report=reported).exists()
    assert certificate(tmp_path)["content"]["kind"] == "report"


def test_a_file_is_erased_by_its_number(ended_file, tmp_path):
    call_command("person", "erase", ended_file.number, "--yes")

    ended_file.refresh_from_db()
    assert ended_file.destroyed_at is not None
    assert ended_file.number not in json.dumps(certificate(tmp_path))


def test_somebody_of_the_registry_is_erased(db):
    person = Person.objects.create(name="示例某某", is_sample=True)
    call_command("person", "erase", str(person.pk), "--yes")

    person.refresh_from_db()
    assert person.name == "（已删除）"


def test_without_yes_nobody_is_erased(reported, capsys):
    call_command("person", "erase", str(reported.pk))

    assert "Nothing was erased" in capsys.readouterr().out
    assert MaskedCopy.objects.filter(report=reported).exists()


@pytest.mark.parametrize("text", ["00000000-0000-4000-8000-000000000000", "C-0000-0000", "谁"])
def test_an_unknown_id_is_refused(db, text):
    with pytest.raises(CommandError, match="没有编号"):
        call_command("person", "erase", text, "--yes")


def test_contacts_of_needs_are_destroyed_and_those_of_institutions_stay(lin, crisis, association, mask):
    now = timezone.now()
    with scope(organization=association.pk):
        need = make_need(lin, crisis, item=mask)
        of_need = add_contact(
            lin, subject_of("need", need.pk), Value("PHONE", "15400000041"), label="", source="示例", now=now
        )
        of_unit = add_contact(
            lin,
            subject_of("organization", association.pk),
            Value("PHONE", "15400000042"),
            label="",
            source="示例",
            now=now,
        )
    close(crisis, "--yes")

    with scope(organization=association.pk):
        gone, held = of_need.versions.get(), of_unit.versions.get()
    assert (bytes(gone.sealed), gone.masked, gone.mark) == (b"", "（已删除）", "")
    assert bytes(held.sealed) != b""


def test_words_of_feedback_and_what_notices_said_are_destroyed(lin, crisis, association, tmp_path):
    told = tell_feedback(
        association.pk,
        crisis,
        Told(score=2, words=SPOT, kind="LATE"),
        submission=uuid.uuid4(),
        at=timezone.now(),
        client="1",
    )
    assert Notice.objects.filter(details__crisis=crisis.name).exists()
    close(crisis, "--yes")

    told.refresh_from_db()
    assert (bytes(told.wrapped_key), bytes(told.sealed_words), told.score) == (b"", b"", 2)
    assert not Notice.objects.filter(details__crisis=crisis.name).exists()
    assert certificate(tmp_path)["content"]["holdings"]["feedback"]["fate"] == "destroyed"


def test_feedback_is_kept_by_an_assessment(crisis, association, tmp_path):
    told = tell_feedback(
        association.pk, crisis, Told(words=SPOT), submission=uuid.uuid4(), at=timezone.now(), client="1"
    )
    close(crisis, *assessed(tmp_path, what="feedback"), "--yes")

    told.refresh_from_db()
    assert words_of(told) == SPOT


def test_what_came_and_became_no_record_is_destroyed(lin, crisis, association, settings, tmp_path):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    now, table = timezone.now(), f"需求单位,联系电话\n示例医院,15400000043\n{SPOT},15400000044\n".encode()
    with scope(organization=association.pk):
        batch = intake.hand_in(lin, intake.Table("表.csv", table), id=uuid.uuid4(), crisis=crisis).batch
        pasted = intake.Pasted([piece.message() for piece in pieces_of(TEXT, now=now).pieces])
        draft = intake.make_draft(lin, pasted, id=uuid.uuid4(), crisis=crisis, at=now).draft
        hook, _code, _secret = intake.add_hook(
            lin, Hook(organization=association, crisis=crisis, name="示例推送")
        )
        held = HookDelivery.objects.create(
            organization=association, hook=hook, size=1, received_at=now, sealed=b"1", wrapped=b"1"
        )
    close(crisis, "--yes")

    for row in (batch, draft, held):
        row.refresh_from_db()
    assert (batch.state, draft.state, held.state) == ("DISCARDED", "DISCARDED", "DISMISSED")
    assert not ImportFile.objects.exists()
    assert not DraftText.objects.exists()
    assert held.sealed is None
    assert certificate(tmp_path)["content"]["holdings"]["unread"]["count"] == 3


def test_exported_files_are_removed(lin, crisis, association, settings, tmp_path):
    settings.QIAO_EXPORTS = tmp_path / "exports"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    with scope(organization=association.pk):
        make_report(lin, crisis, text=TEXT)
        start_export(
            lin,
            Wanted(what="needs", form="csv", crisis="", language="zh-hans", until=timezone.now().isoformat()),
        )
    assert list(settings.QIAO_EXPORTS.iterdir())
    close(crisis, "--yes")

    assert not list(settings.QIAO_EXPORTS.iterdir())


def test_who_signed_up_and_never_served_is_forgotten(lin, zhou, crisis, association, yingshan):
    begins = timezone.now() + timedelta(days=1)
    served, unserved = (Person.objects.create(name=name, is_sample=True) for name in ("示例甲某", "示例乙某"))
    with scope(organization=association.pk):
        activity = volunteering.record_activity(lin, crisis, kind="LOGISTICS", title="示例", place=yingshan)
        shift = volunteering.open_shift(
            lin, activity, ShiftPlan(begins, begins + timedelta(hours=2), slots=2)
        )
        for person in (served, unserved):
            volunteering.assign(lin, shift, person, at=timezone.now())
        hours = volunteering.record_hours(
            zhou_noting(association), activity, person=served, served_on=timezone.localdate(), minutes=60
        )
        volunteering.verify_hours(lin, hours, verified_at=timezone.now())
    close(crisis, "--yes")

    assert [Person.objects.get(pk=one.pk).name for one in (served, unserved)] == ["示例甲某", "（已删除）"]


def zhou_noting(association):
    """Somebody else than who verifies."""
    return actor_for(appoint("wu", association, "COORDINATOR"))


def test_ended_groups_go_and_meeting_ones_stay(zhou, crisis, association):
    now = timezone.now()
    other = appoint("sun", association, "CASEWORKER")
    with scope(organization=association.pk):
        facts = {"kind": "GRIEF", "aim": SPOT, "planned_sessions": 6, "other": other}
        ended, meeting = (care.open_group(zhou, crisis, **facts) for _ in range(2))
        care.ask_group_closing(zhou, ended, summary=SPOT)
        care.decide_group_closing(actor_for(other), ended, agrees=True, at=now)
    close(crisis, "--yes")

    ended.refresh_from_db()
    assert (bytes(ended.sealed_aim), bytes(ended.sealed_summary)) == (b"", b"")
    with scope(organization=association.pk):
        assert care.read_group(zhou, meeting).aim == SPOT

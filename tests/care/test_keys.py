"""Keys change without a word lost; old ones are destroyed only when nothing needs them; a destroyed file is gone."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import forget_keys, unwrap, wrap
from qiao.care import actions
from qiao.care.keys import context, family, key_of
from qiao.care.models import CareFile, CareSession
from qiao.care.moving import parts_of_a_file, sealed_fields
from qiao.exceptions import CareFileDestroyedError, KeyInUseError, KeyMissingError, RightMissingError
from tests.care.conftest import IDENTITY, NOTES

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture(autouse=True)
def keys_apart(settings, tmp_path):
    settings.QIAO_KEYS = tmp_path / "keys"
    forget_keys()
    yield
    forget_keys()


@pytest.fixture
def operator(association):
    return Actor.operator(association.pk)


@pytest.fixture
def whole(zhou, he, file):
    """A file with a row of every kind that is sealed."""
    now = timezone.now()
    actions.write_entry(zhou, file, kind="RISK", content={"level": "LOW", "steps": "示例"}, made_at=now)
    actions.set_goal(zhou, file, text="示例目标", set_at=now)
    actions.note_request(zhou, file, kind="COPY", made_by="SELF", requester="示例", asked_at=now)
    return file


def read(zhou, file):
    file.refresh_from_db()
    return actions.read_file(zhou, file, now=timezone.now())


@pytest.mark.parametrize("seals_anew", [False, True])
def test_every_word_is_there_after_the_keys_changed(zhou, operator, whole, seals_anew):
    before = read(zhou, whole)
    done = actions.rotate_keys(operator, seals_anew=seals_anew)
    after = read(zhou, whole)

    assert (done.generation, done.files, done.fields > 0) == (2, 1, seals_anew)
    assert (after.identity, after.notes, after.entries) == (before.identity, before.notes, before.entries)
    assert (after.goals, after.requests) == (before.goals, before.requests)


def test_sealing_anew_changes_key_and_ciphertext(operator, whole):
    key, cipher = key_of(whole), bytes(CareSession.objects.get().sealed_notes)
    actions.rotate_keys(operator, seals_anew=True)

    whole.refresh_from_db()
    assert key_of(whole) != key
    assert bytes(CareSession.objects.get().sealed_notes) != cipher


def test_a_file_of_the_old_house_key_is_taken_along(zhou, operator, whole):
    wrapped = wrap(key_of(whole), context("CareFile.key", whole.pk))
    CareFile.objects.filter(pk=whole.pk).update(wrapped_key=wrapped, key_generation=0)

    assert read(zhou, whole).identity == IDENTITY
    actions.rotate_keys(operator)
    assert read(zhou, whole).identity == IDENTITY
    assert whole.key_generation == 2


def test_a_waiting_referral_is_read_after_the_receivers_keys_changed(
    zhou, tao, mei_user, file, other_association
):
    now = timezone.now()
    actions.record_consent(zhou, file, purpose="SHARING", receiver=other_association.name, given_at=now)
    asked = actions.ask_referral(
        zhou, file, to=other_association, to_name="", summary="示例摘要", asked_at=now
    )
    with scope(organization=other_association.pk):
        done = actions.rotate_keys(Actor.operator(other_association.pk))
        with scopes_disabled():
            asked.refresh_from_db()
        assert done.referrals == 1
        assert actions.read_referral(tao, asked) == "示例摘要"
        actions.destroy_old_keys(Actor.operator(other_association.pk), newest=done.generation)
        assert actions.read_referral(tao, asked) == "示例摘要"


def test_a_copy_from_before_opens_nowhere_once_the_old_key_is_destroyed(operator, whole, association):
    copied, generation = bytes(whole.wrapped_key), whole.key_generation
    done = actions.rotate_keys(operator)
    assert actions.destroy_old_keys(operator, newest=done.generation) == 1

    assert not (settings.QIAO_KEYS / f"{family(association.pk)}-{generation:04d}.key").exists()
    with pytest.raises(KeyMissingError):
        unwrap(copied, context("CareFile.key", whole.pk), under=f"{family(association.pk)}-{generation:04d}")


def test_a_key_in_use_is_not_destroyed(operator, whole, zhou):
    with pytest.raises(KeyInUseError):
        actions.destroy_old_keys(operator, newest=whole.key_generation + 1)

    assert read(zhou, whole).identity == IDENTITY


def test_the_command_changes_and_destroys(zhou, whole, capsys):
    call_command("care_keys", "--reseal", "--destroy-old")

    assert "销毁旧密钥 destroyed 1" in capsys.readouterr().out
    assert read(zhou, whole).identity == IDENTITY


@pytest.mark.parametrize("who", ["lin", "zhou", "he"])
def test_nobody_but_the_machine_changes_keys_or_destroys(request, who, file):
    actor = request.getfixturevalue(who)

    with pytest.raises(RightMissingError):
        actions.rotate_keys(actor)
    with pytest.raises(RightMissingError):
        actions.destroy_file(actor, file, destroyed_at=timezone.now())


def test_a_destroyed_file_holds_nothing_sealed_and_opens_to_nobody(as_he, zhou, operator, whole):
    key, cipher = key_of(whole), bytes(whole.sealed_identity)
    actions.destroy_file(operator, whole, destroyed_at=timezone.now())

    whole.refresh_from_db()
    rows = [whole, *(row for model in parts_of_a_file() for row in model.objects.filter(file=whole))]
    assert {bytes(getattr(row, name)) for row in rows for name in sealed_fields(type(row))} == {b""}
    assert (bytes(whole.wrapped_key), whole.number != "", len(cipher) > 0, len(key)) == (b"", True, True, 32)
    with pytest.raises(CareFileDestroyedError):
        actions.read_file(zhou, whole, now=timezone.now())
    assert NOTES not in as_he.get(reverse("care:file", args=[whole.pk])).content.decode()


def test_every_sealed_field_of_the_desk_is_known(whole):
    kinds = {model.__name__ for model in parts_of_a_file() if sealed_fields(model)}

    assert {"CareSession", "CareEntry", "CareGoal", "CareClosing", "RightsRequest", "NoteOpening"} <= kinds


OTHER_PROCESS = """
import sys, django
django.setup()
from qiao.accounts.sealing import unwrap
from qiao.exceptions import KeyMissingError
for line in sys.stdin:
    wrapped, context, name = line.split()
    try:
        print(unwrap(bytes.fromhex(wrapped), context, under=name).hex(), flush=True)
    except KeyMissingError:
        print("missing", flush=True)
"""


def test_a_server_that_had_read_the_keys_sees_that_they_changed(operator, whole, association):
    """Another process opens a file's key, then again after the change, and a copy from before no more."""

    def ask(wrapped, generation):
        name = f"{family(association.pk)}-{generation:04d}"
        other.stdin.write(f"{bytes(wrapped).hex()} {context('CareFile.key', whole.pk)} {name}\n")
        other.stdin.flush()
        return other.stdout.readline().strip()

    places = {"QIAO_DATA": str(settings.QIAO_KEYS.parent), "DJANGO_SETTINGS_MODULE": "qiao.project.settings"}
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS],
        env=os.environ | places,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        before = whole.wrapped_key, whole.key_generation
        key = key_of(whole).hex()
        assert ask(*before) == key
        done = actions.rotate_keys(operator)
        whole.refresh_from_db()
        assert ask(whole.wrapped_key, whole.key_generation) == key
        actions.destroy_old_keys(operator, newest=done.generation)
        assert ask(*before) == "missing"
        assert ask(whole.wrapped_key, whole.key_generation) == key
    finally:
        other.stdin.close()
        other.wait(timeout=20)
        other.stdout.close()

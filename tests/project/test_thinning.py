"""Old backups go by a rule, one day after another; nothing else goes, and the last good one never."""

import shutil
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from qiao.exceptions.backup import BackupRuleError
from qiao.project.backup import thinning
from qiao.project.backup.sealing import IDENTITY
from qiao.project.backup.thinning import USUAL, Rule, kept_by, note, noted, thin

BEGAN = datetime(2026, 1, 1, 19, 10, tzinfo=UTC)  # ten past three at night in China


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    return settings.DATA


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


def written(folder, at, content: bytes = b""):
    """A file as a backup is: named by its moment, beginning like no other."""
    path = folder / f"{at:%Y-%m-%d-%H%M}.qiao"
    path.write_bytes(content or at.isoformat().encode() * 20)
    return note(path, at=at)


def test_a_year_of_nights_leaves_days_then_weeks_then_months(folder):
    for night in range(400):
        thin(written(folder, BEGAN + timedelta(days=night)), USUAL)
    last = BEGAN + timedelta(days=399)
    ages = sorted((last - one.at).days for one in noted() if one.is_there)

    assert ages[:14] == list(range(14))
    later = ages[14:]
    assert len(later) == len(list(folder.iterdir())) - 14
    assert 5 <= len([age for age in later if age <= 56]) <= 8
    assert 9 <= len([age for age in later if age > 56]) <= 11
    assert 300 <= ages[-1] <= 366


def test_within_two_days_all_are_kept_and_then_the_last_of_a_day():
    hourly = [BEGAN + timedelta(hours=one) for one in range(24 * 5)]
    kept = kept_by(USUAL, hourly)

    assert {at for at in hourly if hourly[-1] - at <= timedelta(hours=48)} <= kept
    days = [timezone.localdate(at) for at in kept if hourly[-1] - at > timedelta(hours=48)]
    assert len(days) == len(set(days)) == 3


@pytest.mark.parametrize("years", [10, -10])
def test_a_clock_that_jumped_takes_no_history(folder, years):
    for night in range(30):
        thin(written(folder, BEGAN + timedelta(days=night)), USUAL)
    before = len(list(folder.iterdir()))

    for night in range(3):
        thin(written(folder, BEGAN + timedelta(days=365 * years + night)), USUAL)
    thin(written(folder, BEGAN + timedelta(days=31)), USUAL)

    old = [one for one in noted() if one.is_there and one.at < BEGAN + timedelta(days=30) and one.at >= BEGAN]
    assert len(old) >= before - 3


def test_what_the_house_did_not_write_stays_and_so_does_what_was_changed(folder, tmp_path):
    made = [written(folder, BEGAN + timedelta(hours=hour)) for hour in range(4)]
    (folder / "by-hand.qiao").write_bytes(b"age-encryption.org/v1\nby hand")
    made[0].path.write_bytes(b"x" * made[0].size)
    elsewhere = tmp_path / "elsewhere.qiao"
    shutil.move(made[1].path, elsewhere)
    made[1].path.symlink_to(elsewhere)
    (other := tmp_path / "other").mkdir()
    far = written(other, BEGAN - timedelta(days=900))

    gone = thin(made[3], Rule(0, 1, 0, 0))

    assert gone == [made[2].path]
    assert {one.name for one in folder.iterdir()} == {
        "by-hand.qiao",
        made[0].path.name,
        made[1].path.name,
        made[3].path.name,
    }
    assert elsewhere.exists()
    assert far.path.exists()


def test_the_last_good_one_stays_whatever_the_rule_says(folder):
    good, bad = written(folder, BEGAN), written(folder, BEGAN + timedelta(hours=1))
    bad.path.write_bytes(bad.path.read_bytes()[:-1])

    assert thin(bad, Rule(0, 0, 0, 0)) == []
    assert thin(good, Rule(0, 0, 0, 0)) == []
    assert good.path.exists()


def test_a_list_that_cannot_be_read_throws_nothing_away(folder, data):
    made = [written(folder, BEGAN + timedelta(hours=hour)) for hour in range(3)]
    (data / thinning.MADE).write_text("[]\nnonsense\n{}\n")

    assert thin(made[2], Rule(0, 0, 0, 0)) == []
    assert len(list(folder.iterdir())) == 3


def test_a_rule_is_written_plainly():
    assert Rule.read("48h,14d,8w,12m") == USUAL == Rule.read(str(USUAL))
    for wrong in ("", "48", "2d", "48h,14d,8w", "-1h,1d,1w,1m", "48h,14d,8w,12m;rm"):
        with pytest.raises(BackupRuleError):
            Rule.read(wrong)


@pytest.mark.django_db(transaction=True)
def test_the_command_thins_beside_its_file_says_so_and_says_where_the_key_lies(data, folder, settings):
    settings.QIAO_KEYS = data / "keys"
    said = []
    for hour, own in ((0, ()), (1, ("--keep-all",)), (2, ("--keep", "0h,1d,0w,0m"))):
        out = StringIO()
        with time_machine.travel(BEGAN + timedelta(hours=hour)):
            call_command("backup", str(folder / f"{hour}.qiao"), *own, stdout=out)
        said.append(out.getvalue())

    assert {one.name for one in folder.iterdir()} == {"2.qiao"}
    assert ("thinned by 0h,1d,0w,0m: 0.qiao, 1.qiao" in said[2], "thinned" in said[1]) == (True, False)
    assert ["A pair of keys for backups was made" in one for one in said] == [True, False, False]
    assert [str(data / "keys" / IDENTITY) in one for one in said] == [True] * 3
    (data / "keys" / IDENTITY).unlink()
    call_command("backup", str(folder / "3.qiao"), stdout=(out := StringIO()))
    assert "beside the data" not in out.getvalue()
    with pytest.raises(CommandError, match="48h,14d,8w,12m"):
        call_command("backup", str(folder / "4.qiao"), "--keep", "ever", stdout=StringIO())


@pytest.mark.django_db(transaction=True)
def test_a_new_private_key_can_go_where_it_belongs_at_once(data, folder, settings):
    settings.QIAO_KEYS = data / "keys"
    stick = folder / "private.txt"

    own = ("--keys", str(folder / "keys.qiao"), "--new-key", str(stick))
    call_command("backup", str(folder / "one.qiao"), *own, stdout=(out := StringIO()))

    assert not (data / "keys" / IDENTITY).exists()
    assert "AGE-SECRET-KEY" in stick.read_text(encoding="utf-8")
    assert str(stick) in out.getvalue()
    assert "beside the data" not in out.getvalue()

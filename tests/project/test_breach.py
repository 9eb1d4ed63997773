"""A breach: whose data an account saw, what a copy of the database holds, and papers that tell of nobody by name."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from qiao.accounts.rights import rights
from qiao.intake.actions import reveal_report
from qiao.project.breach.affected import SEEN, Kind, Window, affected
from qiao.project.breach.held import held
from tests.makers import make_need

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_work")]
REASON = "示例：核对电话"


@pytest.fixture
def needs(lin, crisis, mask, yingshan):
    return [
        make_need(lin, crisis, item=mask, place=yingshan, party_text=f"示例医院 {serial}")
        for serial in range(3)
    ]


def test_every_act_that_reveals_is_looked_for():
    verbs = set(rights())

    assert {verb for verb in verbs if verb.endswith(".reveal")} <= set(SEEN)
    assert set(SEEN) <= verbs


def test_what_an_account_saw_is_told_by_ids(lin, chen_user, lin_user, needs):
    before = timezone.now()
    for one in (needs[0], needs[0], needs[1]):
        reveal_report(lin, one.report, reason=REASON)
    window = Window(before, timezone.now() + timedelta(seconds=1), lin_user)

    (found,) = affected(window)

    assert (found.verb, found.kind, found.acts) == ("report.reveal", Kind.PERSONAL, 3)
    assert set(found.subjects) == {needs[0].report_id, needs[1].report_id}
    assert affected(Window(before, before, lin_user)) == []
    assert affected(Window(before, window.until, chen_user)) == []


def test_a_copy_is_counted_by_what_is_sealed(needs):
    counted = {one.model: one for one in held()}

    assert counted["intake.Report"].count == len(needs)
    assert counted["intake.Report"].is_sealed
    assert not counted["accounts.User"].is_sealed


def test_papers_are_drafted_and_name_nobody(lin, crisis, needs, tmp_path):
    since = timezone.now() - timedelta(hours=1)
    reveal_report(lin, needs[0].report, reason=REASON)
    said = StringIO()

    call_command(
        "breach",
        "--since",
        since.isoformat(),
        "--user",
        "lin",
        "--copied",
        "--out",
        str(tmp_path / "out"),
        stdout=said,
    )

    papers = {path.name: path.read_text() for path in (tmp_path / "out").iterdir()}
    assert set(papers) == {"affected.json", "authority.md", "persons.md"}
    data = json.loads(papers["affected.json"])
    assert data["seen"][0]["subjects"] == [str(needs[0].report_id)]
    assert "stays closed" in papers["authority.md"]
    assert "第五十七条" in papers["authority.md"]
    assert all("示例医院" not in text for text in papers.values())
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "out").iterdir())
    whole = data["records"]
    call_command(
        "breach",
        "--since",
        since.isoformat(),
        "--user",
        "lin",
        "--with-keys",
        "--out",
        str(tmp_path / "keys"),
        stdout=said,
    )
    with_keys = json.loads((tmp_path / "keys" / "affected.json").read_text())
    assert with_keys["records"] >= whole + len(needs)
    assert "can be read" in (tmp_path / "keys" / "authority.md").read_text()


def test_an_account_that_is_none_and_a_day_that_is_none_are_refused(tmp_path):
    with pytest.raises(CommandError, match="There is no account"):
        call_command("breach", "--since", "2026-11-20", "--user", "nobody", "--out", str(tmp_path / "out"))
    with pytest.raises(CommandError, match="neither a day nor a moment"):
        call_command("breach", "--since", "yesterday", "--out", str(tmp_path / "out"))

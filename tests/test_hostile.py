"""What somebody with ill will tries at the doors, and what was possible once."""

import pytest
from django.utils import timezone

from qiao.accounts.roles import Role
from qiao.advocacy.models import Evidence
from qiao.api.exports.tables import Wanted, rows_of
from qiao.casebook import actions as casebook
from qiao.exceptions import CaseIncompleteError, LineAlreadyDecidedError
from qiao.intake import actions as intake
from qiao.registry.queries import actor_for
from qiao.relief import actions as relief
from qiao.relief.models import Match
from qiao.trail.chain import append
from tests.conftest import appoint
from tests.makers import make_need, make_offer, make_report
from tests.test_doors import client_of


@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=%00",
        "/trail/?verb=%00",
        "/t/%00/",
        "/s/%00/",
        "/e/small/evidence/new/?q=%00",
        "/cases/new/?crisis=%00",
    ],
)
def test_a_character_no_database_keeps_is_a_bad_request(as_lin, crisis, address):
    assert as_lin.get(address).status_code == 400


@pytest.mark.parametrize("code", ["a/b", "../../x", "%2F", "?", "//evil.example", "x" * 3000])
def test_a_receipt_code_of_any_signs_is_only_an_unknown_code(client, db, code):
    assert client.get("/s/", {"code": code}, follow=True).status_code == 404


def test_an_editor_cannot_bind_a_report_they_may_not_read(at_work, association, lin, crisis, mask):
    report = make_report(lin, crisis)
    editor = client_of(appoint("bian", association, Role.EDITOR))
    form = {"statement": "缺口罩", "record": f"report:{report.pk}"}

    picked = editor.get("/e/small/evidence/new/", form)
    sent = editor.post("/e/small/evidence/new/", form)

    assert "英山县人民医院" not in picked.content.decode()
    assert (sent.status_code, Evidence.objects.count()) == (422, 0)


def test_an_export_of_the_trail_tells_of_no_case_file(at_work, association, lin):
    append(lin, "care_file.read")
    append(lin, "consent.record")
    append(lin, "need.open")
    wanted = Wanted("trail", "csv", "", "zh-hans", timezone.now().isoformat())

    assert [row[2] for row in rows_of(wanted, association.pk)] == ["need.open"]


def test_a_line_whose_giver_withdrew_is_not_confirmed(at_work, lin, crisis, mask, yingshan, now):
    make_need(lin, crisis, item=mask, place=yingshan)
    offer = make_offer(lin, crisis, item=mask, place=yingshan)
    (line,) = relief.make_plan(lin, crisis, now=now).shares.all()
    intake.verify_offer(lin, offer, method="PHONE", result="FALSE", checked_at=now)

    with pytest.raises(LineAlreadyDecidedError):
        relief.make_match(lin, line.need, line.offer, quantity=100, confirmed_at=now, share=line)

    assert not Match.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["请联系林女士 15400000001", "卡号 6222 0200 0000 1234 567", "联系人：林小红。", "微信：linxh_1987"],
)
def test_a_case_that_names_a_person_is_not_published(at_work, lin, association, crisis, now, text):
    case = casebook.open_case_study(lin, crisis, subject=association, title="示例案例", frozen_at=now)
    casebook.write_case_study(lin, case, core=f"我们做了什么。{text}", challenges="缺车")
    editor = actor_for(appoint("bian", association, Role.EDITOR))

    with pytest.raises(CaseIncompleteError, match="个人信息"):
        casebook.publish_case_study(editor, case)

"""The page in hindsight: figures and their ground, its files, its course, lists of goods, the command."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_scopes import scopes_disabled

from qiao.accounts.models import User
from qiao.accounts.roles import Role
from qiao.intake.models import ImportBatch
from qiao.registry.models import Appointment, Crisis, Organization
from qiao.relief.actions import make_match, send_delivery
from qiao.relief.hindsight_answer import answer, usual_question
from qiao.relief.models import GoodsLine, GoodsTable
from tests.conftest import NOW
from tests.makers import make_delivery, make_need, make_offer
from tests.relief.replay_made import write_goods, write_replay

pytestmark = pytest.mark.django_db
DAY = "?at=2020-01-31T00:00&hours=24"
PAGE = "/e/wuhan-2020/hindsight/"


@pytest.fixture
def replayed(tmp_path, client):
    """The invented replay with its goods, and a coordinator of its organisation signed in."""
    folder, goods = write_replay(tmp_path / "sheet"), write_goods(tmp_path / "goods")
    call_command("replay", folder, goods=goods, stdout=io.StringIO())
    user = User.objects.create_user(username="replayer", password="correct horse battery")
    organization = Organization.objects.get(runs_qiao=True)
    Appointment.objects.create(user=user, organization=organization, role=Role.COORDINATOR)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(response):
    return " ".join(response.content.decode().split())


@pytest.mark.usefixtures("at_work")
class TestOwnCrisis:
    def test_nothing_handed_out_yet_is_said_with_the_next_step(self, as_lin, crisis):
        answer = as_lin.get(f"/e/{crisis.slug}/hindsight/")

        assert "还没有发放记录" in words(answer)

    def test_a_live_crisis_is_compared_by_its_own_deliveries(self, lin, as_lin, crisis, mask):
        make_delivery(lin, crisis, item=mask, quantity=70, party=None)

        page = as_lin.get(f"/e/{crisis.slug}/hindsight/")

        assert page.context["source"] == "OWN"
        assert page.context["cases"][0][0].low.coverage == 1.0
        assert "医用外科口罩" in words(page)

    def test_what_one_got_and_what_a_floor_would_have_given_stand_side_by_side(
        self, lin, as_lin, crisis, mask
    ):
        first = make_need(lin, crisis, item=mask, quantity=100, quantity_kind="EXACT", party_text="甲院")
        make_need(lin, crisis, item=mask, quantity=100, quantity_kind="EXACT", party_text="乙院")
        offer = make_offer(lin, crisis, item=mask, quantity=100, quantity_kind="EXACT")
        match = make_match(lin, first, offer, quantity=100, confirmed_at=NOW)
        send_delivery(lin, match, sent_at=NOW + timezone.timedelta(hours=1))

        hour = timezone.localtime(NOW).strftime("%Y-%m-%dT%H:%M")
        cases = as_lin.get(f"/e/{crisis.slug}/hindsight/?at={hour}").context["cases"]

        handed, rule = cases[0][0], next(case for case, _name, _handed, is_shown in cases if is_shown)
        assert (handed.low.minimum_fill, rule.low.minimum_fill) == (0.0, 0.5)
        assert (handed.low.coverage, rule.low.coverage) == (0.5, 0.5)

    def test_a_volunteer_does_not_see_it(self, as_chen, crisis):
        assert as_chen.get(f"/e/{crisis.slug}/hindsight/").status_code == 403


def test_the_page_tells_what_went_elsewhere_and_why(replayed):
    told = words(replayed.get(PAGE + DAY))

    assert "示例指挥部" in told
    assert "不是登记过需求的单位" in told
    assert "可能是示例市第三医院，待确认" in told


def test_the_page_tells_what_it_cannot_show_and_what_pieces_stand_on(replayed):
    told = words(replayed.get(PAGE + DAY + "&pool=STOCK"))

    assert "这份对照看不出什么" in told
    assert "一律按当天中午算" in told


def test_the_page_is_in_english_too(replayed):
    told = words(replayed.get(PAGE + DAY, headers={"accept-language": "en"}))

    assert "What this cannot show" in told
    assert "Not a unit that is known to have asked" in told


def test_an_hour_that_is_none_is_refused_on_the_page(replayed):
    answer = replayed.get(PAGE + "?at=yesterday")

    assert answer.status_code == 422
    assert "有几处没有填对" in words(answer)


def test_a_span_without_hand_outs_says_when_there_were_some(replayed):
    told = words(replayed.get(PAGE + "?at=2020-02-10T00:00&hours=24"))

    assert "这一段没有发放" in told
    assert "2020-01-31 12:00" in told


@pytest.mark.usefixtures("at_work")
def test_another_source_begins_with_its_own_first_hand_out(lin, as_lin, crisis, mask):
    make_delivery(lin, crisis, item=mask, quantity=70)

    told = as_lin.get(f"/e/{crisis.slug}/hindsight/?source=OWN").context

    assert (told["source"], told["hour"].at) == ("OWN", NOW)


def test_a_doubtful_recipient_that_a_person_confirmed_counts(replayed):
    with scopes_disabled():
        line = GoodsLine.objects.get(link="DOUBTFUL")
    before = replayed.get(PAGE + DAY).context["cases"][0][0].low.none_served

    replayed.post(f"/goods/{line.pk}/link/", {"same": "yes"})

    after = replayed.get(PAGE + DAY).context["cases"][0][0].low.none_served
    assert after < before


def test_the_course_is_drawn_for_each_span_with_hand_outs(replayed):
    page = replayed.get(f"{PAGE}course/{DAY}", headers={"HX-Request": "true"})

    assert [one["categories"] for _name, one in page.context["charts"]] == [["01-31 00:00"]] * 2
    assert page.context["is_whole"]


def test_the_workbook_holds_every_table_and_no_formula(replayed):
    answer = replayed.get(f"{PAGE}file.xlsx{DAY}")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        names = book.read("xl/workbook.xml").decode()
        assert all(
            f'name="{name}"' in names for name in ("指标", "物资", "接收方", "需求", "给了别处", "发放明细")
        )
        assert not any(b"<f>" in book.read(name) for name in book.namelist())


def test_the_csv_has_a_row_for_each_need_with_what_it_got_and_would_have_got(replayed):
    answer = replayed.get(f"{PAGE}file.csv{DAY}")

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    first = next(row for row in rows if row["接收方"] == "示例市第一医院" and row["物资"] == "医用外科口罩")
    assert (first["所求：至少"], first["实际发放：至少"], first["实际发放：至多"]) == (
        "10000",
        "5000",
        "5000",
    )
    assert 3000 <= int(first["先保底线，再按优先级：至少"]) < 5500
    open_need = next(row for row in rows if row["接收方"] == "示例市中医医院")
    assert open_need["所求：至少"] == "未知"


def test_a_loaded_table_is_read_as_a_list_on_the_page(replayed):
    with scopes_disabled():
        batch = ImportBatch.objects.get(name="distributed_goods.csv")
        GoodsTable.objects.filter(batch=batch).delete()

    answer = replayed.post(
        f"{PAGE}lists/",
        {"batch": batch.pk, "kind": "HANDED_OUT", "publisher": "示例红十字会", "place": "420100"},
        follow=True,
    )

    assert "已读成收发清单，共 5 行" in words(answer)


@pytest.mark.parametrize("missing", ["batch", "publisher"])
def test_a_list_form_with_a_gap_is_refused(replayed, missing):
    with scopes_disabled():
        batch = ImportBatch.objects.get(name="distributed_goods.csv")
    held = {"batch": batch.pk, "kind": "HANDED_OUT", "publisher": "示例红十字会", missing: ""}

    assert replayed.post(f"{PAGE}lists/", held).status_code == 422


def test_a_place_code_that_is_none_is_refused(replayed):
    with scopes_disabled():
        batch = ImportBatch.objects.get(name="distributed_goods.csv")
    held = {"batch": batch.pk, "kind": "HANDED_OUT", "publisher": "示例红十字会", "place": "999999"}

    assert "没有这个区划代码" in words(replayed.post(f"{PAGE}lists/", held))


def test_the_command_writes_the_same_figures_without_a_browser(replayed, tmp_path):
    output, target = io.StringIO(), tmp_path / "out.csv"

    call_command("hindsight", target, crisis="wuhan-2020", stdout=output)

    page = replayed.get(f"{PAGE}file.csv{DAY}").content
    assert target.read_bytes() == page
    assert "实际发放" in output.getvalue()


def test_the_command_refuses_where_nothing_was_handed_out(crisis, association, tmp_path):
    with pytest.raises(CommandError, match="Nothing was handed out"):
        call_command("hindsight", tmp_path / "out.xlsx", crisis=crisis.slug)


@pytest.mark.shared
@pytest.mark.database("sqlite")
def test_the_real_lists_of_2020_are_read_and_compared(shared: Path, db):
    call_command(
        "replay",
        shared / "wuhan2020",
        goods=shared / "redcross_wuhan2020",
        stdout=io.StringIO(),
        stop_after=60,
    )
    with scopes_disabled():
        lines = GoodsLine.objects.count()
        found = answer(usual_question(Crisis.objects.get(slug="wuhan-2020")))

    assert lines == 353 + 48
    assert len(found.past.lines) == 48
    assert found.past.outside

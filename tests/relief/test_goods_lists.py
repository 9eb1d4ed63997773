"""Lists of goods received and handed out: loaded once, resumed, undone, pieces with their ground, recipients judged."""

import io

import pytest
from django.core.management import CommandError, call_command
from django_scopes import scopes_disabled

from qiao.accounts.roles import Actor
from qiao.exceptions import GoodsNotLoadedError, RightMissingError
from qiao.intake.actions import restore, undo
from qiao.intake.models import ImportBatch, Offer
from qiao.relief.actions import decide_link, read_goods
from qiao.relief.models import GoodsLine, GoodsTable
from qiao.relief.past import goods_lines
from qiao.trail.chain import verify
from tests.conftest import NOW
from tests.relief.replay_made import HANDED_OUT, RECEIVED, write_goods, write_replay

pytestmark = [pytest.mark.django_db, pytest.mark.owner]  # the replay migrates first


@pytest.fixture
def replay(tmp_path):
    """Return a maker: the invented replay with its goods, played once more each time; what it said."""
    folder, goods = write_replay(tmp_path / "sheet"), write_goods(tmp_path / "goods")

    def play(**options):
        output = io.StringIO()
        call_command("replay", folder, goods=goods, stdout=output, **options)
        return output.getvalue()

    with scopes_disabled():
        yield play


def lines(kind):
    return GoodsLine.objects.filter(table__kind=kind).order_by("created_at", "report__origin")


def test_each_row_becomes_a_line_and_what_was_received_an_offer(replay):
    replay()

    assert lines("RECEIVED").count() == len(RECEIVED)
    assert lines("HANDED_OUT").count() == len(HANDED_OUT)
    assert Offer.objects.filter(report__import_row__batch__name="received_goods.csv").count() == len(RECEIVED)


def test_what_was_received_lies_where_the_list_says(replay):
    replay()

    offers = Offer.objects.filter(report__import_row__batch__name="received_goods.csv")
    assert {one.place.code for one in offers} == {"420100"}


def test_boxes_are_counted_by_their_content_and_the_ground_is_kept(replay):
    replay()

    told = {(one.written, one.written_unit): (one.low, one.high, one.ground) for one in lines("RECEIVED")}
    assert told == {
        (3, "箱"): (6000, 6000, "WRITTEN"),
        (1, "箱"): (2000, 2500, "KNOWN"),
        (100, "件"): (100, 100, "COUNTED"),
        (7, "袋"): (None, None, "UNKNOWN"),
    }


def test_a_span_of_days_counts_from_its_last_day_on(replay):
    replay()

    assert {one.at.day for one in lines("RECEIVED")} == {29}


def test_recipients_are_joined_where_that_is_sure_and_left_doubtful_where_not(replay):
    replay()

    told = {one.party_text: (one.link, one.party and one.party.name) for one in lines("HANDED_OUT")}
    assert told == {
        "示例市第一医院": ("SURE", "示例市第一医院"),
        "示例三医院": ("DOUBTFUL", "示例市第三医院"),
        "示例指挥部": ("NONE", None),
        "示例县红十字会": ("NONE", None),
    }
    assert all(one.link_reason for one in lines("HANDED_OUT") if one.link == "DOUBTFUL")


def test_goods_that_the_donor_destined_are_marked(replay):
    replay()

    assert [one.party_text for one in lines("HANDED_OUT").filter(is_earmarked=True)] == ["示例县红十字会"]


def test_played_again_nothing_is_doubled(replay):
    replay()
    replay()

    assert GoodsTable.objects.count() == 2
    assert GoodsLine.objects.count() == len(RECEIVED) + len(HANDED_OUT)


def test_a_run_that_was_cut_off_after_trying_out_goes_on(replay, monkeypatch):
    monkeypatch.setattr("qiao.relief.published.load", lambda *_args, **_options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        replay()
    monkeypatch.undo()

    replay()

    assert GoodsLine.objects.count() == len(RECEIVED) + len(HANDED_OUT)


def test_a_list_taken_back_counts_no_more_until_it_is_given_back(replay):
    replay()
    batch = ImportBatch.objects.get(name="distributed_goods.csv")
    actor = Actor.operator(batch.organization_id)

    undo(actor, batch, at=NOW)
    gone = goods_lines(batch.crisis, "HANDED_OUT")
    said = replay()
    restore(actor, batch)

    assert gone == []
    assert "Taken back before" in said
    assert len(goods_lines(batch.crisis, "HANDED_OUT")) == len(HANDED_OUT)


def test_a_list_that_is_not_loaded_is_not_read(replay):
    replay()
    batch = ImportBatch.objects.get(name="distributed_goods.csv")
    actor = Actor.operator(batch.organization_id)
    undo(actor, batch, at=NOW)

    with pytest.raises(GoodsNotLoadedError, match="distributed_goods"):
        read_goods(actor, batch, kind="HANDED_OUT", publisher="示例红十字会", place=None, at=NOW)


def test_who_a_doubtful_recipient_is_a_person_says_and_reading_again_keeps_it(replay, lin):
    replay()
    doubtful = lines("HANDED_OUT").get(link="DOUBTFUL")

    decide_link(lin, doubtful, is_same=True)
    replay()
    doubtful.refresh_from_db()

    assert doubtful.counts_for.name == "示例市第三医院"
    assert doubtful.link == "CONFIRMED"


def test_a_volunteer_does_not_decide_who_a_recipient_is(replay, chen):
    replay()

    with pytest.raises(RightMissingError):
        decide_link(chen, lines("HANDED_OUT").get(link="DOUBTFUL"), is_same=True)


def test_the_trail_holds_after_a_replay_with_goods(replay):
    replay()

    assert verify().breaks == ()


def test_a_folder_without_the_lists_is_refused_by_name(tmp_path, db):
    with pytest.raises(CommandError, match=r"received_goods\.csv"):
        call_command("replay", write_replay(tmp_path / "sheet"), goods=tmp_path)

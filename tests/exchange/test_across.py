"""A need of one platform is met by another's goods: told, taken on, delivered, counted once, and nothing leaks."""

import gzip
import json
from datetime import date, timedelta

import pytest
from django.db.models import Sum

from qiao.exceptions import (
    ForeignDecidedError,
    ParcelRefusedError,
    PlatformClosedError,
    PlatformSecondPersonError,
    PlatformUnknownError,
)
from qiao.exchange import actions
from qiao.exchange.actions import Agreed
from qiao.exchange.models import ForeignRecord, Issued, Likeness, Passing
from qiao.exchange.queries import brought, seen_also
from qiao.intake import actions as intake
from qiao.intake.models import Need, Report
from qiao.relief import actions as relief
from qiao.relief.models import Receipt
from qiao.relief.problem import promised
from tests.conftest import NOW
from tests.exchange.conftest import LATER
from tests.makers import MESSAGE, make_need, make_offer

PHONE, NAME = "15400000001", "林女士"


def said(sent: bytes) -> dict:
    return json.loads(gzip.decompress(sent))


def deliver(side, need, offer, pieces):
    match = relief.make_match(side.actor, need, offer, quantity=pieces, confirmed_at=NOW)
    return relief.send_delivery(side.actor, match, sent_at=NOW)


def sign(side, delivery, pieces):
    actor = side.actor.__class__.recipient(side.organization.pk)
    return relief.sign_receipt(actor, delivery, quantity=pieces, signed_at=NOW)


@pytest.fixture
def told(both, crisis, mask, yingshan):
    """A verified need of the first side, taken by the second."""
    first, second = both
    with first.at_work():
        need = make_need(
            first.actor, crisis, item=mask, place=yingshan, party_text=f"{NAME} {PHONE}", quantity=300
        )
    second.take(first.give())
    with second.at_work():
        foreign = second.foreign("need")[0]
    return first, second, need, foreign


def test_a_delivery_of_one_side_meets_the_need_of_the_other_and_is_counted_once(told, crisis, mask):
    first, second, need, foreign = told
    with second.at_work():
        ours = actions.take_on(second.actor, foreign, at=LATER).need
        offer = make_offer(second.actor, crisis, item=mask, quantity=500)
        delivery = deliver(second, ours, offer, 200)
    first.take(second.give())
    with first.at_work():
        promised_first = promised([need])[str(need.pk)]
    with second.at_work():
        sign(second, delivery, 180)
    for sent in (second.give(), second.give(after=0), second.give(after=0)):
        first.take(sent)

    with first.at_work():
        row = brought([need.pk])[need.pk]
        assert promised_first == 200
        assert [(one.promised, one.signed, one.who) for one in row] == [(200, 180, second.organization.name)]
        assert promised([need]) == {str(need.pk): 180}
        ours_first = Receipt.objects.aggregate(sum=Sum("quantity"))["sum"]
        assert Need.objects.count() == 1
        assert Need.objects.get().state == "OPEN"  # only a person of the first side closes it
    with second.at_work():
        ours_second = Receipt.objects.aggregate(sum=Sum("quantity"))["sum"]
    assert (ours_first or 0) + ours_second == 180


def test_nothing_that_leaves_and_nothing_that_is_kept_holds_a_contact_or_a_word_of_the_report(told):
    first, second, _need, _foreign = told
    with second.at_work():
        rows = json.dumps([[one.body, one.also] for one in ForeignRecord.objects.all()], ensure_ascii=False)
    with first.at_work():
        issued = json.dumps([one.body for one in Issued.objects.all()], ensure_ascii=False)
    everything = gzip.decompress(first.give(after=0)).decode() + rows + issued

    assert "mask-surgical" in everything
    assert [one for one in (PHONE, NAME, PHONE[-4:], MESSAGE[5:25]) if one in everything] == []


def test_what_is_not_verified_not_agreed_or_only_told_by_the_other_side_does_not_leave(
    both, crisis, mask, shanghai
):
    first, second = both
    with first.at_work():
        make_need(first.actor, crisis, item=mask, is_verified=False)
        words = make_need(first.actor, crisis, item=mask, place=first.organization.home)
        Need.objects.filter(pk=words.pk).update(item=None)
        away = make_need(first.actor, crisis, item=mask, place=shanghai)
        shared = first.platform.crises.get()
        actions.share_crisis(
            first.actor, first.platform, crisis=crisis, key=shared.key, area=first.organization.home
        )
        near = make_need(first.actor, crisis, item=mask, place=first.organization.home)
        make_offer(first.actor, crisis, item=mask, place=first.organization.home)
        agreed = Agreed("示例协议", date(2030, 1, 1), ["need"], ["need"])
        actions.agree_platform(first.actor, first.platform, agreed)
    entries = said(first.give())["content"]["entries"]
    second.take(first.give())
    with second.at_work():
        actions.take_on(second.actor, second.foreign("need")[0], at=LATER)

    assert [one["id"] for one in entries] == [str(near.pk)]
    assert str(away.pk) not in json.dumps(entries)
    assert [one["kind"] for one in said(second.give())["content"]["entries"]] == ["organization"]


def test_taken_twice_nothing_is_doubled_and_an_older_file_changes_nothing(told, crisis):
    first, second, need, _foreign = told
    old = first.give(after=0)
    with first.at_work():
        intake.amend_need(
            first.actor, need, item=need.item, quantity_kind="EXACT", quantity=350, place=need.place
        )
    newer = first.give()
    second.take(newer)
    counts = [second.take(sent).counts for sent in (newer, old)]

    with second.at_work():
        assert [one.body["amount"]["least"] for one in second.foreign("need")] == [350]
        assert second.foreign("need")[0].version == 2
        assert ForeignRecord.objects.count() == 2
    assert counts == [{"KNOWN": 2}, {"KNOWN": 1, "OLDER": 1}]


def test_a_side_that_went_back_to_a_backup_is_noticed_and_entered_anew(told):
    first, second, need, _foreign = told

    def tell(quantity: int) -> bytes:
        with first.at_work():
            intake.amend_need(
                first.actor, need, item=need.item, quantity_kind="EXACT", quantity=quantity, place=need.place
            )
        return first.give(after=0)

    second.take(tell(350))
    with first.at_work():
        Issued.objects.filter(platform=first.platform, record=need.pk).update(version=1, digest="")
    forked = tell(400)
    with pytest.raises(ParcelRefusedError) as refused:
        second.take(forked)
    agreed = Agreed("示例协议", date(2030, 1, 1), second.platform.gives, second.platform.takes)
    with second.at_work():
        actions.end_platform(second.actor, second.platform, reason="对方恢复过备份", at=LATER)
        anew = actions.add_platform(second.actor, first.introduced(), agreed, at=LATER)
        actions.check_platform(second.other, anew, how="电话", at=LATER)
    second.take(forked)

    assert refused.value.details["fault"] == "FORKED"
    with second.at_work():
        assert [(one.body["amount"]["least"], one.version) for one in second.foreign("need")] == [(400, 2)]
        assert ForeignRecord.objects.count() == 2


def test_what_was_passed_over_comes_once_more_is_agreed_on(told):
    first, second, _need, _foreign = told
    narrow, wide = (
        Agreed("示例协议", date(2030, 1, 1), [], takes) for takes in (["offer"], ["need", "offer"])
    )
    with second.at_work():
        actions.agree_platform(second.actor, second.platform, narrow)
        ForeignRecord.objects.all().delete()
    passed_over = second.take(first.give(after=0)).counts
    first.take(second.give())
    with second.at_work():
        actions.agree_platform(second.actor, second.platform, wide)
    first.take(second.give())  # says that nothing was taken, so all comes again

    assert passed_over == {"OUTSIDE": 2}
    assert second.take(first.give()).counts == {"NEW": 1, "OUTSIDE": 1}


def altered(sent: bytes) -> bytes:
    whole = said(sent)
    whole["content"]["entries"][-1]["body"]["amount"]["least"] = 301
    return json.dumps(whole).encode()


def resigned(sent: bytes, first, second) -> bytes:
    """Sign the same content with the key of somebody else."""
    from qiao.engines.exchange import Content, pack
    from qiao.exchange.keys import own_key

    with second.at_work():
        return pack(Content.model_validate(said(sent)["content"]), own_key())


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda sent, _first, _second: altered(sent), "SIGNATURE"),
        (resigned, "KEY"),
        (lambda sent, _first, _second: sent[:200], "UNREADABLE"),
        (lambda _sent, first, _second: first.give(after=1_000), "MISSING"),
    ],
    ids=["altered", "wrong key", "cut off", "one before it missing"],
)
def test_a_parcel_that_does_not_hold_is_refused_as_a_whole_and_the_refusal_is_kept(
    both, crisis, mask, spoil, fault
):
    first, second = both
    with first.at_work():
        make_need(first.actor, crisis, item=mask)
    wrong = spoil(first.give(), first, second)

    with second.at_work(), pytest.raises(ParcelRefusedError) as refused:
        actions.take(second.actor, second.platform, wrong, now=LATER, way="TAKEN_FILE")
    with second.at_work():
        assert refused.value.details["fault"] == fault
        assert ForeignRecord.objects.count() == 0
        assert [one.fault for one in Passing.objects.filter(way="TAKEN_FILE")] == [fault]
        second.platform.refresh_from_db()
        assert second.platform.taken_until == 0


def test_what_is_erased_at_its_owner_is_erased_at_the_other_and_stays_so(told):
    first, second, need, foreign = told
    before = first.give(after=0)
    with second.at_work():
        ours = actions.take_on(second.actor, foreign, at=LATER).need
        assert ours.place is not None
    with first.at_work():
        intake.erase_report(first.actor, need.report, reason="本人要求")
    second.take(first.give())
    second.take(before)

    with second.at_work():
        foreign.refresh_from_db()
        ours.refresh_from_db()
        report = Report.objects.get(pk=ours.report_id)
        assert (foreign.state, foreign.body, foreign.version) == ("erased", None, 2)
        assert (ours.state, ours.closed_at is not None, ours.party_text) == ("WITHDRAWN", True, "")
        assert report.is_erased


def test_a_need_that_both_know_is_joined_by_a_person_and_then_seen_on_both(
    told, crisis, mask, yingshan, association
):
    first, second, need, _foreign = told
    with first.at_work():
        Need.objects.filter(pk=need.pk).update(party=association)
    with second.at_work():
        same = make_need(second.actor, crisis, item=mask, place=yingshan, party=association, quantity=300)
    second.take(first.give())
    with second.at_work():
        pair = Likeness.objects.get(need=same)
        foreign = actions.join(second.actor, pair, at=LATER)
        with pytest.raises(ForeignDecidedError):
            actions.take_on(second.actor, foreign, at=LATER)
        delivery = deliver(second, same, make_offer(second.actor, crisis, item=mask), 100)
        sign(second, delivery, 100)
        assert [one.record for one in seen_also(same.pk)] == [need.pk]
    first.take(second.give())

    with first.at_work():
        theirs = first.foreign("need")[0]
        assert theirs.also == [{"platform": str(first.organization.pk), "record": str(need.pk)}]
        assert [one.pieces for one in brought([need.pk])[need.pk]] == [100]
        assert Need.objects.count() == 1
    with second.at_work():
        actions.part(second.actor, foreign, at=LATER)
        assert list(seen_also(same.pk)) == []
        assert Likeness.objects.get(need=same).state == "OPEN"


def test_what_its_owner_changes_stands_beside_ours_until_a_person_copies_it(told):
    first, second, need, foreign = told
    with second.at_work():
        ours = actions.take_on(second.actor, foreign, at=LATER).need
    with first.at_work():
        intake.amend_need(
            first.actor, need, item=need.item, quantity_kind="EXACT", quantity=350, place=need.place
        )
    second.take(first.give())

    with second.at_work():
        foreign.refresh_from_db()
        ours.refresh_from_db()
        assert (foreign.body["amount"]["least"], ours.quantity, foreign.is_ahead) == (350, 300, True)
        foreign = actions.adopt(second.actor, foreign, at=LATER, is_copied=True)
        ours.refresh_from_db()
        assert (ours.quantity, foreign.is_ahead) == (350, False)
    with first.at_work():
        intake.close_need(first.actor, need, state="MET", closed_at=LATER)
    second.take(first.give())
    with second.at_work():
        ours.refresh_from_db()
        assert (ours.state, ours.closed_at is not None) == ("MET", True)


def test_nothing_passes_before_a_second_person_checked_after_the_term_or_after_the_end(
    first, second, crisis, mask
):
    agreed = Agreed("示例协议", date(2020, 3, 1), ["need"], ["need"])
    with first.at_work():
        here = actions.add_platform(first.actor, second.introduced(), agreed, at=NOW)
        first.platform = here
    with first.at_work(), pytest.raises(PlatformSecondPersonError):
        actions.check_platform(first.actor, here, how="电话", at=NOW)
    tries = []
    with pytest.raises(PlatformClosedError) as waiting:
        first.give()
    tries.append(waiting.value.details["state"])
    with first.at_work():
        actions.check_platform(first.other, here, how="电话", at=NOW)
        with pytest.raises(PlatformClosedError) as lapsed:
            actions.give(first.actor, here, now=NOW + timedelta(days=90), way="GIVEN_FILE")
        tries.append(lapsed.value.details["state"])
        actions.end_platform(first.actor, here, reason="示例", at=NOW)
    with pytest.raises(PlatformClosedError) as ended:
        first.give()
    tries.append(ended.value.details["state"])

    assert tries == ["待第二人核对指纹", "约定已到期", "已终止"]
    with second.at_work(), pytest.raises(PlatformUnknownError):
        actions.platform_of(
            gzip.compress(
                b'{"content":{"sender":"'
                + str(crisis.pk).encode()
                + b'"},"public_key":"'
                + b"0" * 64
                + b'","signature":"'
                + b"0" * 128
                + b'"}'
            )
        )

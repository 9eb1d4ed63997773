"""A table handed in, tried out, loaded, taken back, given back: nothing lost, nothing doubled."""

import subprocess
import sys

import pytest

from qiao.exceptions import (
    ImportConflictError,
    ImportRowsRefusedError,
    ImportStateError,
    RightMissingError,
    TableUnreadableError,
)
from qiao.intake.actions import Table, discard, hand_in, load, restore, reveal_report, try_out, undo
from qiao.intake.lexicon import catalogue_for
from qiao.intake.loaded import job as importing
from qiao.intake.loaded.opened import block_of, grids_of
from qiao.intake.models import (
    ImportBatch,
    ImportFile,
    ImportMapping,
    ImportRow,
    MaskedCopy,
    Need,
    Offer,
    Report,
)
from qiao.intake.sources.tables import Direction, Plan, find_blocks, guess_roles
from qiao.trail.chain import verify
from qiao.trail.models import TrailEntry
from tests.conftest import NOW
from tests.intake.tables_made import clinics, official, two_sheets

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def tried(lin, crisis, new_id):
    """Return a maker: a batch of this file, tried out under guessed columns."""

    def make(content, *, name="表.xlsx", direction=Direction.NEED, number=0, **options):
        batch = hand_in(lin, Table(name, content), id=new_id(), crisis=crisis).batch
        block = find_blocks(grids_of(batch))[number]
        columns = [[row.cells[index] for row in block.data] for index in range(len(block.headers))]
        roles = guess_roles(block.headers, columns, is_item=catalogue_for(crisis).is_item)
        try_out(lin, batch, block, Plan(roles, direction, year=2020), keep_repeats=False, at=NOW, **options)
        batch.refresh_from_db()
        return batch

    return make


@pytest.fixture
def loaded(tried, lin):
    """Return a maker: such a batch, loaded, bad rows skipped."""

    def make(content, **options):
        batch = tried(content, **options)
        load(lin, batch, policy="SKIP")
        batch.refresh_from_db()
        return batch

    return make


def test_official_table_gets_a_verdict_for_each_row(tried):
    batch = tried(official(), direction=Direction.OFFER)

    levels = list(ImportRow.objects.filter(batch=batch).values_list("number", "level"))
    assert levels == [
        (5, "READ_AS"),
        (6, "DOUBTFUL"),
        (7, "READ_AS"),
        (8, "REFUSED"),
        (9, "READ_AS"),
        (10, "PASSED"),
        (12, "PASSED"),
    ]


def test_trying_out_keeps_no_report(tried):
    tried(official(), direction=Direction.OFFER)

    assert not Report.objects.exists()


def test_loaded_rows_become_offers_with_donor_and_quantity(loaded):
    loaded(official(), direction=Direction.OFFER)

    told = [
        (one.item_text, one.party_text, one.quantity_text) for one in Offer.objects.order_by("report__origin")
    ]
    assert told == [
        ("医用外科口罩（平面）", "示例甲公司", "20,000只"),
        ("医用防护服", "示例甲公司", "198件"),
        ("护目镜", "示例甲公司", "50,000只"),
        ("酒精", "示例乙公司", "未知"),
    ]


def test_row_is_kept_word_for_word_in_its_report(loaded, lin):
    loaded(clinics(1), name="表.csv")

    text, contact = reveal_report(lin, Report.objects.get(), reason="核对")
    assert text.splitlines() == [
        "单位名称：示例第1卫生院",
        "所在地：英山县",
        "物资名称：医用外科口罩",
        "数量：101",
        "计量单位：只",
        "联系人：示例联系人",
        "联系电话：15400000001",
    ]
    assert contact == "示例联系人 15400000001"


def test_spans_of_a_need_point_at_its_cells(loaded):
    loaded(clinics(1), name="表.csv")

    need = Need.objects.get()
    text = MaskedCopy.objects.get().text
    assert {field: text[slice(*spans[0])] for field, spans in need.spans.items()} == {
        "item": "医用外科口罩",
        "quantity": "101",
        "place": "英山县",
        "party": "示例第1卫生院",
    }


def test_masked_copy_shows_neither_name_nor_number(loaded):
    loaded(clinics(1), name="表.csv")

    assert "15400000001" not in MaskedCopy.objects.get().text
    assert "示例联系人" not in MaskedCopy.objects.get().text


def test_verdicts_hold_no_telephone(tried):
    content = "物资,数量,联系电话\n口罩,15400000001,15400000002\n".encode()
    batch = tried(content, name="表.csv")

    assert "15400000001" not in str(list(ImportRow.objects.filter(batch=batch).values()))


def test_columns_of_items_make_a_need_for_each_cell(loaded):
    loaded(two_sheets(), number=1)

    told = {(one.party_text, one.what, one.quantity_text) for one in Need.objects.all()}
    assert told == {
        ("示例县人民医院", "医用外科口罩", "2,000只"),
        ("示例县人民医院", "医用一次性防护服", "不限量"),
        ("示例卫生院", "医用一次性防护服", "未知"),
        ("示例卫生院", "护目镜", "20副"),
    }


def test_information_rows_are_kept_without_need_or_offer(loaded):
    loaded(clinics(2), name="表.csv", direction=Direction.INFO)

    assert (Report.objects.count(), Need.objects.count(), Offer.objects.count()) == (2, 0, 0)


def test_same_file_again_is_answered_with_its_batch(lin, crisis, new_id):
    first = hand_in(lin, Table("甲.csv", clinics()), id=new_id(), crisis=crisis)
    again = hand_in(lin, Table("乙.csv", clinics()), id=new_id(), crisis=crisis)

    assert (again.batch, again.is_new) == (first.batch, False)


def test_same_id_with_another_file_is_refused(lin, crisis, new_id):
    pk = new_id()
    hand_in(lin, Table("甲.csv", clinics(1)), id=pk, crisis=crisis)

    with pytest.raises(ImportConflictError):
        hand_in(lin, Table("甲.csv", clinics(2)), id=pk, crisis=crisis)


def test_longer_table_of_tomorrow_adds_only_its_new_rows(loaded):
    loaded(clinics(3), name="今天.csv")
    later = loaded(clinics(5), name="明天.csv")

    assert Need.objects.count() == 5
    assert later.figures["REPEATED"] == 3


def test_repeated_row_names_the_batch_and_row_it_stands_in(loaded):
    loaded(clinics(1), name="今天.csv")
    later = loaded(clinics(2), name="明天.csv")

    issue = ImportRow.objects.get(batch=later, level="REPEATED").issues[-1]
    assert (issue["said"], issue["as"]) == ("今天.csv", "2")


def test_two_equal_rows_of_one_table_are_both_loaded_and_doubted(loaded):
    batch = loaded("物资,数量\n口罩,20\n口罩,20\n".encode(), name="表.csv")

    assert Need.objects.count() == 2
    assert batch.figures["DOUBTFUL"] == 1


def test_all_or_nothing_loads_nothing_while_a_row_is_refused(tried, lin):
    batch = tried(official(), direction=Direction.OFFER)

    with pytest.raises(ImportRowsRefusedError):
        load(lin, batch, policy="ALL")
    batch.refresh_from_db()
    assert (batch.state, Report.objects.count()) == ("CHECKED", 0)


def test_all_or_nothing_cut_off_in_the_middle_loads_nothing(tried, lin, monkeypatch):
    batch = tried(clinics(6), name="表.csv")
    monkeypatch.setattr(importing, "append_all", die)
    load(lin, batch, policy="ALL")

    assert (Report.objects.count(), Need.objects.count()) == (0, 0)


def die(*_args):
    """End as a worker that is killed after it wrote the rows and before it wrote the trail."""
    raise SystemError


def test_load_cut_off_between_parts_goes_on_where_it_stopped(tried, lin, monkeypatch):
    batch = tried(clinics(6), name="表.csv")
    with monkeypatch.context() as cut:
        cut_after(cut, parts=2)
        load(lin, batch, policy="SKIP")
    assert Report.objects.count() == 4

    load(lin, batch, policy="SKIP")

    batch.refresh_from_db()
    assert (batch.state, Report.objects.count(), Need.objects.count()) == ("LOADED", 6, 6)


def cut_after(monkeypatch, *, parts):
    """Let the worker die when it begins the next part after so many of two rows."""
    whole, begun = importing._load_part, []

    def part_or_end(*args):
        begun.append(1)
        if len(begun) > parts:
            raise SystemError
        return whole(*args)

    monkeypatch.setattr(importing, "PART", 2)
    monkeypatch.setattr(importing, "_load_part", part_or_end)


def test_loaded_batch_is_not_loaded_again(loaded, lin):
    batch = loaded(clinics(1), name="表.csv")

    with pytest.raises(ImportStateError):
        load(lin, batch, policy="SKIP")


def test_undo_withdraws_what_the_batch_opened_and_keeps_its_words(loaded, lin):
    batch = loaded(clinics(3), name="表.csv")
    undone = undo(lin, batch, at=NOW)

    assert undone.withdrawn == 3
    assert set(Need.objects.values_list("state", flat=True)) == {"WITHDRAWN"}
    assert Report.objects.count() == 3


def test_undo_leaves_the_needs_of_others(loaded, lin, need):
    undo(lin, loaded(clinics(1), name="表.csv"), at=NOW)

    need.refresh_from_db()
    assert need.state == "NEW"


def test_undone_batch_is_given_back_as_it_stood(loaded, lin):
    batch = loaded(clinics(2), name="表.csv")
    Need.objects.filter(quantity=101).update(state="OPEN")
    undo(lin, batch, at=NOW)
    restore(lin, batch)

    assert sorted(Need.objects.values_list("quantity", "state")) == [(101, "OPEN"), (102, "NEW")]


def test_rows_loaded_by_another_batch_meanwhile_are_not_doubled_by_giving_back(loaded, lin):
    first = loaded(clinics(2), name="今天.csv")
    undo(lin, first, at=NOW)
    loaded(clinics(3), name="明天.csv")

    assert restore(lin, first) == 2
    assert Need.objects.exclude(state="WITHDRAWN").count() == 3


def test_each_record_of_a_batch_has_its_trail_and_the_chain_holds(loaded):
    loaded(clinics(2), name="表.csv")

    for need in Need.objects.all():
        assert TrailEntry.objects.filter(verb="need.open", subject_id=need.pk).count() == 1
    assert verify().breaks == ()


def test_columns_are_remembered_for_the_next_table_with_these_headers(tried):
    tried(clinics(1), name="表.csv")
    tried(clinics(2), name="表.csv")

    assert ImportMapping.objects.count() == 1


def test_discarded_batch_loses_its_file(tried, lin):
    batch = tried(clinics(1), name="表.csv")
    discard(lin, batch)

    assert not ImportFile.objects.exists()
    assert not ImportRow.objects.exists()


def test_file_is_kept_sealed(lin, crisis, new_id):
    batch = hand_in(lin, Table("表.csv", clinics(1)), id=new_id(), crisis=crisis).batch

    assert b"15400000001" not in bytes(ImportFile.objects.get(batch=batch).sealed)


def test_file_that_is_no_table_is_not_kept(lin, crisis, new_id):
    with pytest.raises(TableUnreadableError):
        hand_in(lin, Table("表.xlsx", b"\x89PNG garbage"), id=new_id(), crisis=crisis)
    assert not ImportBatch.objects.exists()


def test_volunteer_may_not_hand_in_a_table(chen, crisis, new_id):
    with pytest.raises(RightMissingError):
        hand_in(chen, Table("表.csv", clinics(1)), id=new_id(), crisis=crisis)


def test_plan_read_back_from_the_batch_is_the_same_table(tried):
    batch = tried(two_sheets(), number=1)

    assert [row.number for row in block_of(batch, grids_of(batch)).rows] == [2, 3]


@pytest.mark.parametrize("name", ["import_check", "import_load"])
def test_worker_finds_its_work_in_a_process_of_its_own(name):
    # The worker imports the job before anything else of the desk: an import in a ring would show only there.
    code = (
        "import django; django.setup(); from django.utils.module_loading import import_string;"
        f"from qiao.trail.jobs import KINDS; import_string(KINDS['{name}'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr

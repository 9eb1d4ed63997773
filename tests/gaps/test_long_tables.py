"""A table of many rows is read and loaded by a worker; a page tells how far it is; cut off, it begins anew."""

import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from qiao.exceptions import ImportRowsRefusedError, ImportStateError
from qiao.gaps.actions import long_tables, tables
from qiao.gaps.long_job import check_figures
from qiao.gaps.models import FigureBatch, FigureRow, OfficialFigure
from qiao.gaps.queries.tables import first_plan
from qiao.intake.actions.imports import Table
from qiao.registry.models import Place
from qiao.trail.jobs import Progress
from qiao.trail.models import Job, TrailEntry
from tests.conftest import NOW

pytestmark = pytest.mark.usefixtures("at_work")
TODAY = date(2020, 3, 1)
ROWS = 2_500


def long_table(rows=ROWS, *, bad=0):
    """Return a table of invented figures: a county and a day a row, the last ones without a number."""
    codes = list(Place.objects.filter(level="COUNTY", valid_to__isnull=True).values_list("code", flat=True))
    lines = ["区划代码,物资,需求数量,发布日期,来源"]
    for number in range(rows):
        said = "五十多" if number >= rows - bad else number + 1
        day = 1 + number // len(codes)
        lines.append(f"{codes[number % len(codes)]},医用外科口罩,{said},2020-01-{day:02},示例数据：通报")
    return ("\n".join(lines) + "\n").encode()


@pytest.fixture
def handed(lin, crisis):
    def do(**more):
        table = Table("long.csv", long_table(**more))
        batch, _is_new = tables.hand_in_table(lin, table, id=uuid.uuid4(), crisis=crisis, content="FIGURES")
        return batch

    return do


@pytest.fixture
def asleep(settings):
    """A worker that never comes."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def ask_to_try(lin, batch):
    return long_tables.try_long(lin, batch, first_plan(batch), at=NOW, today=TODAY)


def test_a_long_table_goes_from_the_file_to_the_figures_by_its_pages(as_lin, crisis):
    form = {
        "submission": str(uuid.uuid4()),
        "content": "FIGURES",
        "file": SimpleUploadedFile("l.csv", long_table()),
    }
    as_lin.post(reverse("gaps:table_new", args=(crisis.slug,)), form)
    batch = FigureBatch.objects.get()
    columns = {f"column_{at}": str(kind) for at, kind in first_plan(batch).columns.items()}

    as_lin.post(reverse("gaps:table_try", args=(batch.pk,)), columns | {"side": "OFFICIAL", "kind": "NEED"})
    tried = as_lin.get(reverse("gaps:table", args=(batch.pk,))).content.decode()
    as_lin.post(reverse("gaps:table_load", args=(batch.pk,)), {"policy": "ALL"})

    assert "可以载入 2500 行" in tried
    assert OfficialFigure.objects.count() == ROWS
    assert {(job.kind, job.state, job.done, job.total) for job in Job.objects.all()} == {
        ("figures_check", "DONE", ROWS, ROWS),
        ("figures_load", "DONE", ROWS, ROWS),
    }
    entry = TrailEntry.objects.filter(verb="figures.load").order_by("sequence").last()
    assert entry.details["entered"] == ROWS


def test_the_page_tells_how_far_the_worker_is(as_lin, lin, handed, asleep):
    batch = handed()
    job = ask_to_try(lin, batch)
    Job.objects.filter(pk=job.pk).update(state="RUNNING", done=1_500)

    page = as_lin.get(reverse("gaps:table", args=(batch.pk,))).content.decode()
    part = as_lin.get(reverse("gaps:table_progress", args=(batch.pk,)), headers={"HX-Request": "true"})

    for shown in (page, part.content.decode()):
        assert "已试读 1,500 行，共 2,500 行" in shown
        assert 'value="1500" max="2500"' in shown
    assert "试读全部" not in page


def test_the_watching_page_is_led_on_when_the_worker_has_ended(as_lin, lin, handed):
    batch = handed()
    ask_to_try(lin, batch)

    answer = as_lin.get(reverse("gaps:table_progress", args=(batch.pk,)), headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == reverse("gaps:table", args=(batch.pk,))


def test_a_reading_cut_off_has_kept_nothing_and_begins_anew(as_lin, lin, handed, asleep):
    batch = handed()
    job = ask_to_try(lin, batch)
    Job.objects.filter(pk=job.pk).update(state="FAILED", error="执行任务的进程中断了，请重新发起。")

    page = as_lin.get(reverse("gaps:table", args=(batch.pk,))).content.decode()

    assert "试读没有完成" in page
    assert "试读全部" in page
    assert not FigureRow.objects.exclude(level="").exists()
    ask_to_try(lin, batch)


def test_a_worker_that_was_overtaken_writes_nothing(lin, handed, asleep):
    batch = handed()
    first = ask_to_try(lin, batch)
    ask_to_try(lin, batch)

    with pytest.raises(ImportStateError):
        check_figures(first, Progress(first))

    assert not FigureRow.objects.exclude(level="").exists()


def test_all_or_nothing_refuses_a_long_table_with_a_fault_before_any_work(lin, handed):
    batch = handed(bad=1)
    ask_to_try(lin, batch)
    batch.refresh_from_db()

    with pytest.raises(ImportRowsRefusedError):
        long_tables.load_long(lin, batch, policy="ALL", at=NOW, today=TODAY)
    long_tables.load_long(lin, batch, policy="SKIP", at=NOW, today=TODAY)

    assert OfficialFigure.objects.count() == ROWS - 1


def test_a_long_table_is_loaded_once_and_taken_back(lin, handed):
    batch = handed()
    ask_to_try(lin, batch)
    batch.refresh_from_db()
    long_tables.load_long(lin, batch, policy="ALL", at=NOW, today=TODAY)
    batch.refresh_from_db()

    with pytest.raises(ImportStateError):
        long_tables.load_long(lin, batch, policy="ALL", at=NOW, today=TODAY)
    tables.undo_table(lin, batch, at=NOW)

    assert not OfficialFigure.objects.exists()

"""Every file that leaves the desks of gaps, advocacy and ties: no name, no telephone, no count that shows a person.

The addresses are found by asking all of them, so that a new one cannot be forgotten.
"""

import io
import re
import subprocess
import uuid
import zipfile
from datetime import date
from itertools import product

import openpyxl
import pytest
from django.apps import apps
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from qiao.advocacy import actions
from qiao.advocacy.models import Filing
from qiao.engines.bulletin import REST, AtLeast, Voice, cells_of, told_counts
from qiao.gaps.actions.notifications import answer_notification, give_notification
from qiao.gaps.actions.searching import find_gaps
from qiao.gaps.models import Gap, Presence
from qiao.intake.models import Need
from qiao.registry.leaving import Leaving
from qiao.registry.models import Organization, Person, Place
from qiao.registry.networks.actions import found_network, join_network, set_stage
from qiao.registry.ties.actions import record_tie
from qiao.registry.ties.cooperating import begin_cooperation, record_brought
from qiao.registry.ties.partnering import propose_partnership, record_obstacle
from qiao.trail.models import TrailEntry
from qiao.volunteering.models import Activity, HourRecord
from tests.conftest import NOW
from tests.makers import make_need, make_offer
from tests.test_doors import OURS, RECORDS

pytestmark = pytest.mark.usefixtures("at_work")
NAME, PHONE = "张桂兰", "15400007777"
CANARY = f"{NAME} {PHONE}"
MANY = 13
"""People of every planted group: 10 may be told, 13 may not."""
DESKS = ("gaps:", "advocacy:", "registry:")
EVERY = {
    "gaps:findings_csv",
    "gaps:grid_csv",
    *(f"gaps:presence_export.{form}" for form in ("csv", "xlsx", "hxl")),
    *(f"gaps:{name}_export.{form}" for name in ("partner", "obstacle", "notification") for form in ("csv", "xlsx")),
    *(f"advocacy:cooperation_export.{form}" for form in ("csv", "xlsx")),
    *(f"advocacy:bridges_{form}" for form in ("csv", "xlsx")),
    "advocacy:filing_calendar",
    *(f"advocacy:proposal_{form}" for form in ("docx", "pdf", "text")),
    *(f"registry:{name}_export.{form}" for name in ("tie", "partner", "network") for form in ("csv", "xlsx")),
    *(f"gaps:capacity_export.{form}" for form in ("csv", "xlsx")),
}  # fmt: skip
BRIDGES = ("goods", "voices", "places", "ties")
FREE = {
    "gaps": {
        "Gap": ("term", "reason", "reason_en"), "GapSighting": ("reason", "reason_en"),
        "Presence": ("who", "what", "for_whom", "source", "note"), "Notification": ("told", "answer"),
    },
    "advocacy": {
        "Evidence": ("statement",), "Proposal": ("title", "situation", "analysis"),
        "ProposalItem": ("problem", "cause", "ask", "indicator"), "Filing": ("reference", "officer", "due_basis"),
    },
    "registry": {
        "Tie": ("name", "note"), "Partnership": ("scope", "answer"), "Obstacle": ("what", "how"),
        "Cooperation": ("subject", "first_step", "note"), "Brought": ("what", "ground"),
        "PartnerStage": ("reason",),
    },
    "intake": {"Need": ("item_text", "specification", "party_text"), "Offer": ("item_text", "party_text")},
}  # fmt: skip


@pytest.fixture
def area(crisis):
    crisis.places.set(Place.objects.filter(code="421100"))
    return crisis


@pytest.fixture
def counties(yingshan, luotian):
    return yingshan, luotian


@pytest.fixture
def planted(lin, area, mask, gown, counties, shanghai, association, health_commission):
    """Write the same number of people into everything that counts people; return what addresses name."""
    yingshan, luotian = counties

    def plant(people):
        needs = [make_need(lin, area, item=mask, place=yingshan) for _ in range(people)]
        for _ in range(people):
            make_need(lin, area, item=gown, place=luotian)
        make_offer(lin, area, item=mask, place=shanghai)
        Need.objects.filter(pk=needs[0].pk).update(who_groups=["SICK"])
        work = {"organization": association, "crisis": area, "place": yingshan}
        activity = Activity.objects.create(**work, kind="CASEWORK", title="探访", persons_served=people)
        for number in range(people):
            person = Person.objects.create(name=f"示例志愿者{number}", is_sample=True)
            HourRecord.objects.create(
                organization=association, activity=activity, person=person, served_on=NOW.date(), minutes=60
            )
        Presence.objects.create(
            **work, who="示例队", what="送餐", source="示例", persons=people, volunteers=people, stated_on=NOW.date()
        )  # fmt: skip
        Gap.objects.create(
            organization=association, crisis=area, kind="EXCESS", place=yingshan, item=mask, state="CONFIRMED",
            key="x", found_at=NOW, observed=people, expected=people / 7, ratio=people / 2, coverage=0.41,
            p_value=0.01 + people / 10000, reason=f"观察 {people}", reason_en=f"Observed {people}",
        )  # fmt: skip
        find_gaps(lin, area, now=NOW)
        told = give_notification(
            lin, area, department=health_commission, way="PHONE", told="缺口罩", told_at=NOW, known_at=NOW
        )
        answer_notification(lin, told, answer="知道了", answered_at=NOW)
        papers = filed(lin, area, needs, health_commission)
        return papers | fifth_dimension(lin, area, association, health_commission, yingshan, people)

    return plant


def filed(lin, area, needs, department):
    evidence = actions.note_evidence(lin, area, statement="村里缺口罩", records=needs, frozen_at=NOW)
    proposal = actions.draft_proposal(
        lin, area, title="示例建议", situation="缺口罩。", analysis="配发只到乡镇。"
    )
    actions.add_item(
        lin, proposal, problem="缺口罩", ask="配发到村", addressee=department, evidence=[evidence]
    )
    actions.file_proposal(lin, proposal, departments=[department], channel="DIRECT", filed_on=NOW.date())
    Filing.objects.update(due_on=date(2020, 3, 1))
    return {"evidence": evidence.pk, "proposal": proposal.pk}


def fifth_dimension(lin, area, association, department, place, people):
    outside = Organization.objects.create(name="示例外地社", kind="ASSOCIATION")
    tie = record_tie(lin, kind="BENEFICIARY", name="城东独居老人", people=people)
    propose_partnership(lin, area, lead=outside, local=association, place=place, scope="送餐")
    record_obstacle(lin, area, kind="PERMIT", what="路口不让进", met_on=NOW.date())
    joint = begin_cooperation(lin, department=department, subject="送餐", initiator="UNKNOWN", crisis=area)
    record_brought(lin, joint, side="DEPARTMENT", asset="ACCESS", what="通行证")
    network = found_network(lin, name="示例网络", lead=association)
    join_network(lin, network, organization=outside, place=place)
    set_stage(lin, partner=outside, stage="WORKING", since=NOW.date(), reason="一起送餐")
    return {"tie": tie.pk, "cooperation": joint.pk, "": network.pk}  # "": of what all share, the network


def write_into_every_field():
    """Put the canary into every free text field of what the three desks hold, whatever the forms would say."""
    for desk, held in FREE.items():
        for model, fields in held.items():
            kind = apps.get_model(desk, model)
            for row in kind._base_manager.all():
                texts = {field: _fitting(kind, field, f"{getattr(row, field)} {CANARY}") for field in fields}
                kind._base_manager.filter(pk=row.pk).update(**texts)
    Person.objects.create(name=NAME)


def _fitting(kind, field, text):
    most = kind._meta.get_field(field).max_length
    return text if not most or len(text) <= most else CANARY


def asked(client, ids, names):
    """Yield name, table and answer of each address, in each form and for each table of the bridges."""
    for name in names:
        converters = OURS[name][1]
        forms = ("csv", "xlsx", "hxl") if "form" in converters else ("",)
        tables = BRIDGES if name.startswith("advocacy:bridges_") else ("",)
        for form, table in product(forms, tables):
            record = ids.get(RECORDS.get(name, ""), uuid.uuid4())
            given = {
                "pk": record,
                "number": 1,
                "slug": "small",
                "kind": "need",
                "secret": "none",
                "form": form,
            }
            address = reverse(name, kwargs={key: given[key] for key in converters})
            answer = client.get(address, {"table": table} if table else {})
            if "attachment" in answer.headers.get("Content-Disposition", ""):
                yield f"{name}.{form}".rstrip("."), table, answer


def handed_out(client, ids):
    """Return the text of each file that the three desks hand out, by its name and table."""
    names = sorted({one.split(".")[0] for one in EVERY})
    return {(name, table): text_of(answer) for name, table, answer in asked(client, ids, names)}


def text_of(answer):
    kind, content = answer.headers["Content-Type"], answer.content
    if "spreadsheet" in kind:
        rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        return "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows)
    if "wordprocessing" in kind:
        with zipfile.ZipFile(io.BytesIO(content)) as whole:
            parts = [name for name in whole.namelist() if name.endswith(".xml")]
            return re.sub("<[^>]+>", " ", "".join(whole.read(one).decode() for one in parts))
    if "pdf" in kind:
        asked = ["pdftotext", "-layout", "-", "-"]
        return subprocess.run(asked, input=content, capture_output=True, check=True).stdout.decode()
    return content.decode("utf-8-sig")


def counts_in(text):
    """Return the whole numbers of a file that stand alone: neither part of a date, a hash, an address nor a decimal."""
    return {
        int(one) for one in re.findall(r"(?<![\w.:/\-])\d{1,4}(?![\w.:/\-])", re.sub("[条人]", " ", text))
    }


def test_each_file_is_found_by_asking_every_address(as_lin, planted):
    names = [name for name in OURS if name.startswith(DESKS)]

    assert {name for name, _table, _answer in asked(as_lin, planted(3), names)} == EVERY


def test_no_file_shows_a_person_or_how_many_there_are(as_lin, planted):
    files = handed_out(as_lin, planted(MANY))

    assert {name for name, text in files.items() if counts_in(text) & {MANY, 2 * MANY}} == set()
    assert {name for name, text in files.items() if 10 in counts_in(text)} >= {
        ("gaps:findings_csv", ""),
        ("gaps:grid_csv", ""),
        ("gaps:presence_export.hxl", ""),
        ("registry:tie_export.xlsx", ""),
        ("advocacy:bridges_csv", "places"),
        ("advocacy:bridges_xlsx", "voices"),
        ("advocacy:proposal_docx", ""),
    }


def test_no_file_shows_that_one_more_spoke(as_lin, planted, lin, area, mask, yingshan, association):
    """What is told of 11 is told of 12 (SECURITY 2.5: hiding below k alone shows each new person)."""
    ids = planted(11)
    tables = {key: text for key, text in handed_out(as_lin, ids).items() if key[0] not in FROZEN}

    make_need(lin, area, item=mask, place=yingshan)
    activity = Activity.objects.get()
    person = Person.objects.create(name="示例新来的", is_sample=True)
    HourRecord.objects.create(
        organization=association, activity=activity, person=person, served_on=NOW.date(), minutes=60
    )
    Activity.objects.update(persons_served=12)
    Presence.objects.update(persons=12, volunteers=12)
    apps.get_model("registry", "Tie")._base_manager.update(people=12)
    Gap.objects.filter(key="x").update(observed=12, expected=1.7, ratio=6, p_value=0.0112)
    find_gaps(lin, area, now=NOW)

    after = handed_out(as_lin, ids)
    assert {key for key, text in tables.items() if after[key] != text} == set()


FROZEN = {"advocacy:filing_calendar", *(f"advocacy:proposal_{form}" for form in ("docx", "pdf", "text"))}
"""What does not change with the records: papers stand on frozen evidence, a calendar holds none."""


@pytest.mark.parametrize("people", [1, 4, 9])
def test_nobody_is_counted_where_fewer_than_ten_spoke_and_one_is_sick(as_lin, planted, people):
    told = handed_out(as_lin, planted(people))

    grid = told["gaps:grid_csv", ""].splitlines()
    assert grid[0] == "place_code,place,all_at_least" or people * 2 >= 10
    assert "421124" not in "".join(grid)
    findings = told["gaps:findings_csv", ""].splitlines()
    assert all("反映少于 10 条" in line or line.startswith("SILENT") for line in findings[1:])
    assert any("反映少于 10 条" in line for line in findings)


def test_no_file_holds_a_name_or_a_telephone_from_any_field(as_lin, planted):
    ids = planted(MANY)
    clean = set(handed_out(as_lin, ids))
    write_into_every_field()

    files = handed_out(as_lin, ids)

    assert {key for key, text in files.items() if NAME in text or PHONE in text} == set()
    assert clean - set(files) == {(f"advocacy:proposal_{form}", "") for form in ("docx", "pdf", "text")}
    for (name, table), text in files.items():
        assert text.count("15*") + text.count("154*") or name in NO_TEXT or table, name


NO_TEXT = {
    "gaps:grid_csv",
    *(f"{name}_export.{form}" for name in ("gaps:capacity", "registry:network") for form in ("csv", "xlsx")),
}
"""Files without a field that people write into."""


COUNTING = {
    "gaps:findings_csv",
    "gaps:grid_csv",
    *(f"gaps:presence_export.{form}" for form in ("csv", "xlsx", "hxl")),
    *(f"registry:tie_export.{form}" for form in ("csv", "xlsx")),
    *(f"advocacy:bridges_{form}" for form in ("csv", "xlsx")),
}
"""Files that would print the planted count, were counts not kept to 'at least'."""


def test_the_walk_notices_tables_that_print_true_counts(as_lin, planted, monkeypatch):
    ids = planted(MANY)
    monkeypatch.setattr(AtLeast, "of", classmethod(lambda cls, count, least=5: cls(count, least)))

    files = handed_out(as_lin, ids)
    assert {name for (name, _table), text in files.items() if MANY in counts_in(text)} >= COUNTING


def test_the_walk_notices_a_paper_that_prints_true_counts(as_lin, planted, monkeypatch):
    ids = planted(MANY)
    for name in ("LEAST", "LEAST_SENSITIVE"):
        monkeypatch.setattr(f"qiao.advocacy.published.{name}", 1)

    files = handed_out(as_lin, ids)

    assert {name for (name, _table), text in files.items() if MANY in counts_in(text)} == {
        f"advocacy:proposal_{form}" for form in ("docx", "pdf", "text")
    }


def test_each_file_leaves_a_trace(as_lin, planted):
    ids = planted(3)
    before = TrailEntry.objects.count()

    files = handed_out(as_lin, ids)

    taken = TrailEntry.objects.order_by("sequence")[before:]
    assert len(taken) == len(files)
    assert {one.verb for one in taken} == {
        "gap.export", "presence.export", "partnership.export", "obstacle.export", "notification.export",
        "cooperation.export", "bridge.export", "filing.export", "proposal.hand_out", "tie.export",
        "capacity.export", "network.export", "partner.export",
    }  # fmt: skip


def test_pieces_that_few_asked_for_are_not_told_as_voices(as_lin, lin, area, association, mask, yingshan):
    for _one in range(6):
        make_need(lin, area, item=mask, place=yingshan, quantity=1_777)
    found = {
        "organization": association,
        "crisis": area,
        "kind": "BLIND_SPOT",
        "state": "OPEN",
        "found_at": NOW,
    }
    Gap.objects.create(**found, place=yingshan, item=mask, key="a", observed=6 * 1_777)
    Gap.objects.create(
        **found, place=Place.objects.get(code="421100"), item=mask, key="b", observed=6 * 1_777
    )

    county, city = as_lin.get(reverse("gaps:findings_csv", args=["small"])).content.decode().splitlines()[1:]

    assert "反映不少于 5 条" in county
    assert "反映不少于 5 条" in city
    assert "10662" not in county + city


# The rule itself


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40)), st.sampled_from([5, 10]))
def test_counts_are_told_as_voices_are(counts, block):
    voices = [
        Voice(f"{place}{number:02}", place, "mask", is_unit=False, pieces=None)
        for place, count in counts.items()
        for number in range(count)
    ]

    told, rest = told_counts(counts, block=block)

    cells = {one.place: one.others or 0 for one in cells_of(voices, block=block)}
    assert (told, rest) == (
        {place: n for place, n in cells.items() if place != REST and n},
        cells.get(REST, 0),
    )
    assert all(count % block == 0 for count in (*told.values(), rest))
    assert sum(told.values()) + rest <= sum(counts.values())


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("张桂兰说路口不让进", "张**说路口不让进"),
        ("村里有3名丧亲者，送了20户", "村里有少数丧亲者，送了20户"),
        ("9名患者、4位老人、一位医生", "少数患者、少数老人、一位医生"),
        ("电话15400007777找她", "电话154********找她"),
        ("", ""),
    ],
)
def test_what_people_wrote_is_rid_of_persons(db, said, told):
    Person.objects.create(name=NAME)

    assert Leaving().text(said) == told

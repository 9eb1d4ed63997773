"""The poison list (SECURITY 4, P1 to P12) at the door of others' tables: refused in words, or kept as words."""

import io
import unicodedata
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from qiao.gaps.actions import tables
from qiao.gaps.models import FigureBatch, FigureRow, OfficialFigure
from qiao.intake.actions.imports import Table
from tests.intake.test_draft_races import in_scope, together
from tests.intake.test_import_tables import bomb, rewritten, small
from tests.intake.test_poison_at_every_door import RAW, WORDS, connections  # noqa: F401 - a fixture

HEAD = "区划代码,物资,需求数量,发布日期,来源\n"
GOOD = "421123,医用外科口罩,7,2020-01-30,示例数据：通报\n"
SOURCE = "示例数据：通报"
KINDS = ("PLACE_CODE", "ITEM", "NUMBER", "DATE", "SOURCE")


@pytest.fixture
def table_door(at_work, as_lin, crisis):
    """Hand a file in as the page does, try it and load what can be loaded; return every answer in order."""

    def door(content, name="表.csv"):
        raw = content if isinstance(content, bytes) else content.encode("utf-8", errors="surrogatepass")
        form = {"submission": str(uuid.uuid4()), "content": "FIGURES", "file": SimpleUploadedFile(name, raw)}
        answers = [as_lin.post(reverse("gaps:table_new", args=(crisis.slug,)), form)]
        batch = FigureBatch.objects.first()
        if batch is None:
            return answers
        columns = {f"column_{at}": kind for at, kind in enumerate(KINDS[: len(batch.headers)])}
        columns |= {"source": SOURCE, "side": "OFFICIAL", "kind": "NEED", "day": "2020-02-01"}
        for address, sent in (("table_try", columns), ("table_load", {"policy": "SKIP"})):
            answers.append(as_lin.post(reverse(f"gaps:{address}", args=(batch.pk,)), sent))
        answers.append(as_lin.get(reverse("gaps:table", args=(batch.pk,))))
        answers.append(as_lin.get(reverse("gaps:beside", args=(crisis.slug,))))
        return answers

    return door


def nothing_kept():
    return not FigureBatch.objects.exists() and not FigureRow.objects.exists()


# P1, P2, P4, P9: files


def climbing():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("../../etc/passwd", "x")
    return kept.getvalue()


LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;">]><worksheet'
FILES = {
    "P1 no workbook but XML": ("a.xlsx", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    "P2 280 MB in one": ("a.xlsx", lambda: bomb(1)),
    "P2 a thousand entries": ("a.xlsx", lambda: bomb(1000)),
    "P2 climbing entry": ("a.xlsx", climbing),
    "P2 last corner": (
        "a.xlsx",
        lambda: rewritten(small(), part="xl/worksheets/sheet1.xml", old=b'r="B2"', new=b'r="XFD1048576"'),
    ),
    "P4 NUL": ("a.csv", b"\0\0\0\0"),
    "P4 garbage": ("a.xls", b"\xd0\xcf\x11\xe0garbage"),
    "P4 no encoding": ("a.csv", b"\x81\x20\xff\xff,\xfe\xfa\n"),
    "P9 too many columns": ("a.csv", b"a," * 20_000 + b"\n"),
    "P9 too many rows": ("a.csv", (HEAD + GOOD * 20_001).encode()),
    "empty": ("a.csv", b""),
}


@pytest.mark.parametrize("poison", FILES)
def test_a_poisoned_file_is_refused_in_words_that_say_what_to_do(table_door, poison):
    name, content = FILES[poison]

    (answer,) = table_door(content() if callable(content) else content, name)

    (said,) = answer.context["form"].errors["file"]
    assert answer.status_code == 422
    assert any("\u4e00" <= sign <= "\u9fff" for sign in said)
    assert len(said) > 8
    assert nothing_kept()


@pytest.mark.parametrize("entity", [LAUGHS, b'<!DOCTYPE a [<!ENTITY b SYSTEM "file://%b">]><worksheet'])
def test_entities_of_a_workbook_are_never_expanded(table_door, entity, tmp_path):
    (tmp_path / "secret").write_text("a planted secret", encoding="utf-8")
    entity = entity.replace(b"%b", bytes(tmp_path / "secret"))
    content = rewritten(small(), part="xl/worksheets/sheet1.xml", old=b"<worksheet", new=entity)
    content = rewritten(content, part="xl/sharedStrings.xml", old="口罩".encode(), new=b"&b;")

    answers = table_door(content, "a.xlsx")

    shown = "".join(one.content.decode() for one in answers)
    assert max(one.status_code for one in answers) < 500
    assert "a planted secret" not in shown
    assert "haha" not in shown


def test_a_file_over_the_bound_is_refused_before_it_is_read(table_door):
    (answer,) = table_door(b"a,b\n" * 3_000_000)

    assert answer.status_code in {413, 422}
    assert nothing_kept()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_table_reads_alike_in_every_encoding_of_the_field(table_door, encoding):
    table_door((HEAD + GOOD).encode(encoding))

    (one,) = OfficialFigure.objects.all()
    assert (one.place.code, one.item.code, one.quantity, one.source) == ("421123", "mask-surgical", 7, SOURCE)


def test_a_rare_character_of_gb18030_is_kept(table_door):
    table_door((HEAD + "421123,𠮷祥帐篷,7,2020-01-30,示例数据：通报\n").encode("gb18030"))

    assert OfficialFigure.objects.get().category == "𠮷祥帐篷"


# P3, P5: cells

NUMBERS = [
    "NaN", "nan", "Infinity", "-Infinity", "1e400", "-1e400", "9223372036854775808", "9" * 5_000, "-5", "true",
    "false", "0x10",   "=1+1", "@SUM(A1)", "+1", "-1+1", "\t=1", "五十多",
]  # fmt: skip


@pytest.mark.parametrize("number", NUMBERS, ids=lambda one: one[:12])
def test_a_poisoned_number_refuses_its_row_by_row_field_and_remedy_and_no_other(table_door, number):
    cell = '"' + number + '"'

    *_before, page, _beside = table_door(
        f"{HEAD}421124,医用外科口罩,{cell},2020-01-30,示例数据：通报\n{GOOD}"
    )

    row = FigureRow.objects.get(number=2)
    (issue,) = [one for one in row.issues if one["level"] == "REFUSED"]
    assert (row.level, issue["code"], issue["column"]) == ("REFUSED", "number_not_read", 2)
    shown = page.content.decode()
    assert "需求数量" in shown
    assert "请" in shown
    assert [one.quantity for one in OfficialFigure.objects.all()] == [7]


@pytest.mark.parametrize(
    ("said", "read"), [("1,000", 1000), ("１００", 100), ("１，０００", 1000), ("7.0", 7)]
)
def test_a_number_in_other_dress_is_read_and_said_so(table_door, said, read):
    table_door(f'{HEAD}421124,医用外科口罩,"{said}",2020-01-30,示例数据：通报\n')

    assert OfficialFigure.objects.get().quantity == read


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("999999,医用外科口罩,5,2020-01-30,示例", "place_not_known", 0),
        ("421124,医用外科口罩,5,2020-13-45,示例", "day_not_read", 3),
        ("421124,医用外科口罩,5,2099-01-01,示例", "day_to_come", 3),
        ("421124,,5,2020-01-30,示例", "thing_missing", None),
    ],
)
def test_each_refusal_names_row_field_and_remedy(table_door, row, code, column):
    *_before, page, _beside = table_door(f"{HEAD}{GOOD}{row}\n")

    held = FigureRow.objects.get(number=3)
    refused = [one for one in held.issues if one["level"] == "REFUSED"]
    assert [(one["code"], one["column"]) for one in refused] == [(code, column)]
    (told,) = [remarks for row, _tone, remarks in page.context["verdicts"] if row.number == 3]
    said = "".join(str(part) for remark in told for part in vars(remark).values() if part)
    assert any(word in said for word in ("请", "写", "核对", "不载入", "补")), said


# P6, P7, P12: words


@pytest.mark.parametrize("poison", WORDS)
def test_poisoned_words_are_kept_as_words_or_refused_in_words(table_door, connections, poison):  # noqa: F811
    cell = '"' + WORDS[poison].replace('"', '""') + '"'

    answers = table_door(
        f"{HEAD}{GOOD}{cell},{cell},{cell},{cell},{cell}\n421124,{cell},5,2020-01-30,{cell}\n"
    )

    assert max(one.status_code for one in answers) < 500
    for one in answers:
        shown = one.content.decode()
        assert [raw for raw in RAW if raw in shown] == []
        assert "6222020000001234567" not in unicodedata.normalize("NFKC", shown).replace(" ", "")
    kept = str(list(FigureRow.objects.values_list("cells", flat=True)))
    assert "6222020000001234567" not in unicodedata.normalize("NFKC", kept).replace(" ", "")
    assert connections == []
    assert OfficialFigure.objects.filter(place__code="421123", quantity=7).count() == int(
        "P4 half" not in poison
    )


def test_a_formula_is_guarded_on_its_way_out_again(table_door, as_lin, crisis):
    table_door(f"{HEAD}421124,\"=HYPERLINK('x')\",5,2020-01-30,\"=cmd|' /C calc'!A0\"\n")

    for export in ("gaps:findings_csv", "gaps:grid_csv"):
        text = as_lin.get(reverse(export, args=(crisis.slug,))).content.decode("utf-8-sig")
        assert not any(cell.startswith(("=", "@")) for line in text.splitlines() for cell in line.split(","))


@pytest.mark.parametrize("name", ["示例\u200b口罩", "医用外科\u202e口罩", "аpple帐篷"])
def test_a_disguised_name_is_doubted_or_cleaned(table_door, name):
    table_door(f"{HEAD}421124,{name},5,2020-01-30,示例数据：通报\n")

    row = FigureRow.objects.get(number=2)
    assert row.level in {"DOUBTFUL", "READ_AS"}
    shown = OfficialFigure.objects.get()
    assert not set("\u200b\u202e") & set(shown.category + (shown.item.name if shown.item else ""))


# P8: names of files


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.csv",
        "..\\..\\x.csv",
        "CON.csv",
        "%2e%2e%2fx.csv",
        "a\r\nSet-Cookie: x.csv",
        "长" * 280 + ".csv",
    ],
)
def test_the_name_of_a_file_is_neither_a_path_nor_a_line(table_door, name):
    answers = table_door(HEAD + GOOD, name)

    assert max(one.status_code for one in answers) < 500
    for batch in FigureBatch.objects.all():
        assert not set("/\\\r\n\0") & set(batch.name)
        assert len(batch.name) <= 120
    assert not any("Set-Cookie: x" in str(one.headers) for one in answers)


# P10: slow and chunked bodies are the server's, the same for every door (tests/api/test_openrosa_durable.py).

# P11: the same again


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twelve_times_at_once_is_one_table(lin, association, crisis):
    pk, table = uuid.uuid4(), Table("a.csv", (HEAD + GOOD).encode())

    def send():
        batch, _is_new = tables.hand_in_table(lin, table, id=pk, crisis=crisis, content="FIGURES")
        return batch.pk

    given = together(*[in_scope(association, send)] * 12)

    assert set(given) == {pk}
    with scope(organization=association.pk):
        assert (FigureBatch.objects.count(), FigureRow.objects.count()) == (1, 1)
    connection.close()


def test_the_same_id_with_another_file_leaves_the_first(table_door, as_lin, crisis):
    pk = str(uuid.uuid4())
    address = reverse("gaps:table_new", args=(crisis.slug,))

    def send(content):
        form = {"submission": pk, "content": "FIGURES", "file": SimpleUploadedFile("a.csv", content.encode())}
        return as_lin.post(address, form, follow=True)

    send(HEAD + GOOD)
    again = send(HEAD + GOOD.replace(",7,", ",8,"))

    assert "之前那份已经收下" in again.content.decode()
    assert [row.cells[2] for row in FigureRow.objects.all()] == ["7"]


def test_somebody_without_an_account_hands_nothing_in(at_work, crisis):
    form = {
        "submission": str(uuid.uuid4()),
        "content": "FIGURES",
        "file": SimpleUploadedFile("a.csv", b"a,b\n1,2\n"),
    }

    answer = Client().post(reverse("gaps:table_new", args=(crisis.slug,)), form)

    assert answer.status_code in {302, 401, 403}
    assert nothing_kept()

"""./qiao may: what an organisation may do, asked of the law on a machine without a server."""

import csv

import pytest

from qiao.batch.may import main

ASSOCIATION = ["--form", "ASSOCIATION", "--registered", "2019-05-01"]


@pytest.mark.parametrize(
    ("on", "law"),
    [("2020-02-01", "《慈善法》（2016年）第二十六条"), ("2026-07-21", "《慈善法》（2023年修正）第二十六条")],
)
def test_the_answer_cites_the_law_of_the_day_asked_about(capsys, on, law):
    assert main([*ASSOCIATION, "--on", on]) == 0

    said = capsys.readouterr().out
    assert law in said
    assert "不是法律意见" in said


def test_papers_that_are_there_are_not_missing(capsys):
    papers = ["--partner", "--assessed", "--agreement", "--in-plan"]

    main([*ASSOCIATION, *papers, "--on", "2026-07-21", "--language", "en"])

    assert "3. Co-launch with a qualified charity [open]" in capsys.readouterr().out


def test_a_certificate_that_ended_opens_nothing(capsys):
    held = ["--charity-since", "2019-05-01", "--certificate", "2021-06-01:2024-06-01"]

    main([*ASSOCIATION, *held, "--on", "2026-07-21", "--language", "en"])

    assert "1. Public campaign [may apply]" in capsys.readouterr().out


def test_the_answer_is_kept_as_a_table(tmp_path):
    main([*ASSOCIATION, "--on", "2026-07-21", "--output", str(tmp_path / "answer.csv")])

    with (tmp_path / "answer.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[1] for row in rows] == ["结论", "现在不可行", "现在不可行", "缺材料", "可行", "可行", "可行"]


def test_before_the_first_law_nothing_is_answered(capsys):
    assert main([*ASSOCIATION, "--on", "2016-08-31"]) == 2
    assert "2016-09-01" in capsys.readouterr().err


def test_a_form_is_understood_however_it_is_written_and_an_unknown_one_is_told_the_forms(capsys):
    assert main(["--form", "association", "--registered", "2019-05-01", "--on", "2020-02-01"]) == 0

    with pytest.raises(SystemExit):
        main(["--form", "club", "--on", "2020-02-01"])

    assert "'ASSOCIATION', 'FOUNDATION'" in capsys.readouterr().err

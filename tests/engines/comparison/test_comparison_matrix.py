import pytest

from qiao.engines.comparison import DIMENSIONS, Cell, Dimension, Matrix, Question

FUNDS = Question("funds", Dimension.RESOURCE_MOBILISATION, "动员了哪些资源？")
ADVOCACY = Question("advocacy", Dimension.FUNCTIONS, "是否提出政策建议？")


def test_there_are_five_dimensions_in_the_order_of_the_mission_text():
    assert [zh for zh, _ in DIMENSIONS.values()] == ["地域", "业务范围", "功能发挥", "资源动员", "政府合作"]


def test_an_empty_cell_is_visible():
    matrix = Matrix((FUNDS, ADVOCACY), ("荆门", "SEE"), {("advocacy", "SEE"): Cell("十条建议")})

    assert (ADVOCACY, "荆门") in matrix.empty_cells()
    assert matrix.rows()[1][1] == (Cell(), Cell("十条建议"))


def test_blank_text_is_an_empty_cell():
    matrix = Matrix((FUNDS,), ("荆门",), {("funds", "荆门"): Cell("  ")})

    assert matrix.empty_cells() == [(FUNDS, "荆门")]


def test_an_answer_without_records_is_named():
    cells = {("funds", "荆门"): Cell("志愿者", evidence=("S36",)), ("funds", "SEE"): Cell("企业家会员")}

    assert Matrix((FUNDS,), ("荆门", "SEE"), cells).unevidenced_cells() == [(FUNDS, "SEE")]


def test_a_cell_outside_the_matrix_is_refused():
    with pytest.raises(ValueError, match="outside the matrix"):
        Matrix((FUNDS,), ("荆门",), {("funds", "别处"): Cell("x")})


def test_a_question_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="stands twice"):
        Matrix((FUNDS, FUNDS), ("荆门",))

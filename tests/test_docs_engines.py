"""The Python of docs/engines.md runs as it stands there."""

import contextlib
import io
import re
from pathlib import Path

import pytest

DOC = Path(__file__).resolve().parents[1] / "docs" / "engines.md"
BLOCKS = [
    re.sub(r"^    ", "", block, flags=re.MULTILINE)
    for block in re.findall(r"(?:^    .*\n|^\n(?=    ))+", DOC.read_text(encoding="utf-8"), re.MULTILINE)
    if "import " in block
]
SAID = (
    "口罩",
    "长桥快递 False ['武汉市']",
    "r1",
    "英山县人医 英山县人民医院 True\n记者协会 None False",
    "{'hospital': 255, 'village': 45} 0.0 hospital asks",
    "['净水片']",
    "中等：A 关注（来源 2 类）",
    "['village']",
    "二、（一） ('",
    "[('甲', '早', 0.0), ('乙', '早', 2.9)] 要 1 人，能来的只有 0 人（没有技能 2 人，没有空 0 人，太远 0 人） True",
    "1 1 1 0.33",
    "['PUBLIC_CAMPAIGN: CLOSED', 'DIRECTED_APPEAL: CLOSED', 'CO_LAUNCH: PAPERS_MISSING']",
    "0.3158 5 (45.8333, 54.1667)",
    "False ('访谈',)",
    "SHORT 手头有 20顶，还差 30顶。",
    "('water-drinking', 1, 'PEOPLE') 3",
    "只有链接名，没有链接 RESOURCE_MOBILISATION",
    "['NEW']",
)


def test_each_engine_has_a_snippet() -> None:
    assert len(BLOCKS) == len(SAID)


@pytest.mark.parametrize(
    ("block", "said"),
    [*zip(BLOCKS, SAID, strict=True)],
    ids=[
        "extraction",
        "notices",
        "linkage",
        "recipients",
        "allocation",
        "gaps",
        "evidence",
        "bridges",
        "clauses",
        "rosters",
        "quality",
        "eligibility",
        "income and readiness",
        "publishing",
        "scope",
        "drills",
        "articles",
        "parcels",
    ],
)
def test_a_snippet_runs_and_says_what_it_is_there_for(block: str, said: str) -> None:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(block, {})  # noqa: S102 - the documentation's own lines

    assert said in output.getvalue()

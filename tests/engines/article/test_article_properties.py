"""Of any article nothing is lost, and every claim points at its words."""

from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.engines.article import Line, claims_of, lines_of, read_article, sentences_of

PIECES = st.sampled_from(
    ["在地域方面，", "它在本地。", "2020年2月", "动员了300名会员。", "作者：示例", "示例大学 林示例", "申领链接:", "一、", "（二）", "案例_做法_材料",
     "本文由转载于互联网", "“送出口罩200只。”", "综上", "5万元", " ", "x", "。"]
)  # fmt: skip
TEXTS = st.lists(PIECES, min_size=1, max_size=5).map(lambda parts: "".join(parts).strip()).filter(bool)
LINES = st.lists(st.builds(Line, TEXTS, st.sampled_from([0, 0, 0, 1, 2])), max_size=12)


@settings(max_examples=50)
@given(LINES)
def test_every_line_is_in_the_title_the_byline_a_section_or_the_junk(lines):
    read = read_article(lines)
    held = {
        read.title,
        *read.paragraphs,
        *(one.title for one in read.sections),
        *(one.text for one in read.junk),
    }

    lost = [one.text for one in lines if one.text not in held]
    assert len(lost) <= 1
    assert all(read.author and read.author in one for one in lost)


@settings(max_examples=60)
@given(LINES)
def test_what_a_person_wants_kept_is_kept(lines):
    assert read_article(lines, kept=frozenset(range(1, len(lines) + 1))).junk == ()


@settings(max_examples=80)
@given(st.lists(TEXTS, max_size=6))
def test_a_claim_points_at_words_of_its_sentence(paragraphs):
    sentences = sentences_of(paragraphs)

    for claim in claims_of(sentences):
        assert sentences[claim.number - 1] == claim.text
        assert all(0 <= start < end <= len(claim.text) for _mark, start, end in claim.spans)


@settings(max_examples=80)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0<"), max_size=80))
def test_a_text_is_its_lines_without_the_empty_ones(text):
    squeezed = [" ".join(one.text.split()) for one in lines_of(text.encode())]
    written = [" ".join(one.split()) for one in text.removeprefix("\ufeff").splitlines()]

    assert squeezed == [one for one in written if one]

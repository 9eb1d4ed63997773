import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.pages.search.tokens import holds, name_tokens, plain, terms_of, tokens_of

TEXTS = st.text(alphabet=st.sampled_from("口罩英山县人民医院防护服n95kN-1 ，。\n\u200b"), max_size=60)


def test_a_word_of_two_characters_is_a_token():
    assert "口罩" in tokens_of("急需医用口罩")


def test_the_last_character_of_a_run_is_found_alone():
    assert {"大米", "米"} <= tokens_of("大米")


@pytest.mark.parametrize("written", ["GB 19083", "GB19083-2010", "gb-19083", "ＧＢ　１９０８３"])
def test_a_standard_is_one_token_however_it_is_written(written):
    assert "gb19083" in tokens_of(plain(written))


def test_a_name_is_found_by_initials_from_any_of_its_characters():
    assert {"ysxrmyy", "rmyy"} <= name_tokens("英山县人民医院")


def test_invisible_characters_part_no_word():
    assert "口罩" in tokens_of(plain("口\u200b罩"))


@given(TEXTS, st.integers(0, 60), st.integers(1, 8))
def test_whatever_stands_in_a_text_is_asked_by_tokens_that_the_text_has(text, start, length):
    whole = plain(text)
    tokens = tokens_of(whole)

    for term in terms_of(whole[start : start + length]):
        if term.begun and len(term.text) > 1 and not whole[start : start + length].startswith(term.text):
            continue  # a word cut at its beginning is another word
        cut_inside = term.begun and term.text[0] <= "z"
        if not cut_inside:
            assert set(term.exact) <= tokens
            assert all(any(token.startswith(begun) for token in tokens) for begun in term.begun)
        assert holds(term, whole, ())


def test_pairs_from_two_places_are_no_word():
    (term,) = terms_of("口罩厂")

    assert set(term.exact) <= tokens_of("口罩，罩厂")
    assert not holds(term, "口罩，罩厂", ())

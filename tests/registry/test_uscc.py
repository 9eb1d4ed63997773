import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qiao.exceptions import UsccCharacterError, UsccCheckError, UsccError, UsccLengthError
from qiao.registry.uscc import ALPHABET, check_character, normalise, read, suggestion

# The example of python-stdnum's documentation.
KNOWN = "91110000600037341L"

bodies = st.builds(
    lambda head, region, organization: head + region + organization,
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
)
valid_codes = bodies.map(lambda body: body + check_character(body))


def test_a_published_code_is_accepted():
    assert normalise(KNOWN) == KNOWN


@given(valid_codes)
def test_every_code_with_its_check_character_is_accepted(code):
    assert normalise(code) == code


@given(valid_codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_changed_character_is_always_noticed(code, index, other):
    assume(other != code[index])
    with pytest.raises(UsccError):
        normalise(code[:index] + other + code[index + 1 :])


@given(valid_codes, st.integers(0, 16))
def test_two_swapped_neighbours_are_always_noticed(code, index):
    assume(code[index] != code[index + 1])
    with pytest.raises(UsccError):
        normalise(code[:index] + code[index + 1] + code[index] + code[index + 2 :])


@pytest.mark.parametrize(
    "written", ["９１１１０００0600037341Ｌ", "91110000600037341l", " 9111 0000-6000 3734 1L "]
)
def test_width_case_and_blanks_do_not_matter(written):
    assert normalise(written) == KNOWN


@pytest.mark.parametrize("written", ["", "9111000060003734", "91110000600037341LL"])
def test_a_code_of_another_length_is_refused_with_its_length(written):
    with pytest.raises(UsccLengthError, match=f"这里是 {len(written)} 位"):
        normalise(written)


def test_a_letter_the_code_never_uses_is_named_with_its_position_and_a_suggestion():
    with pytest.raises(UsccCharacterError) as refusal:
        normalise("911100006O0037341L")

    assert (refusal.value.details["position"], refusal.value.details["suggestion"]) == (10, KNOWN)


def test_a_letter_in_the_place_code_is_refused():
    with pytest.raises(UsccCharacterError, match="第 3 至 8 位"):
        normalise("91A10000600037341L")


def test_a_chinese_character_is_refused_by_its_position():
    with pytest.raises(UsccCharacterError, match="第 18 位“号”"):
        normalise(KNOWN[:-1] + "号")


def test_a_wrong_check_character_is_refused_with_the_right_one():
    with pytest.raises(UsccCheckError, match="末位应为“L”"):
        normalise(KNOWN[:-1] + "5")


def test_the_refusal_reads_well_in_english_too():
    with pytest.raises(UsccCheckError) as refusal:
        normalise(KNOWN[:-1] + "5")

    assert "the first 17 give “L”, here stands “5”" in refusal.value.message("en")


def test_swapped_neighbours_are_suggested_back():
    assert suggestion("91110000600073341L") == KNOWN


def test_a_valid_code_is_its_own_suggestion():
    assert suggestion(KNOWN) == KNOWN


@given(st.text(max_size=24))
def test_a_suggestion_is_valid_or_empty(written):
    guess = suggestion(written)

    assert guess == "" or normalise(guess) == guess


def test_a_code_of_an_agriculture_authority_may_begin_with_a_letter():
    body = "N2420000" + "MF0000001"

    assert normalise(body + check_character(body)).startswith("N2")


@pytest.mark.parametrize(("head", "form"), [("51", "社会团体"), ("53", "基金会"), ("91", "")])
def test_the_head_of_a_code_tells_the_legal_form_of_a_social_organization(head, form):
    body = head + "421124" + "MJ0000000"

    assert read(body + check_character(body)).legal_form == form


def test_a_code_tells_where_it_was_registered():
    assert read(KNOWN).region == "110000"

"""Numbers with a check of their own: right ones pass, any slip of the pen is caught."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from xingtan.kernel.codes import checks

NOW = date(2024, 9, 1)
REAL = "11010519491231002X"
days = st.dates(date(1900, 1, 1), NOW)


@st.composite
def resident_ids(draw):
    region = draw(st.from_regex(r"[1-9][0-9]{5}", fullmatch=True))
    first = f"{region}{draw(days):%Y%m%d}{draw(st.integers(0, 999)):03}"
    return first + checks.resident_check_digit(first)


@st.composite
def credit_codes(draw):
    body = draw(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8))
    kind = draw(st.sampled_from(["11", "12", "52", "91"]))
    first = f"{kind}{draw(st.integers(0, 999999)):06}{body}{checks.body_check_sign(body)}"
    return first + checks.credit_check_sign(first)


def test_the_published_examples_pass():
    assert checks.resident_id_problem(REAL) is None
    assert checks.credit_code_problem("91350100M000100Y43") is None
    assert checks.school_code_problem("2132000001") is None
    assert checks.student_number_problem(f"G{REAL}") is None
    assert checks.student_number_problem("L110105194912310021") is None


@given(resident_ids())
def test_every_made_identity_number_passes(number):
    assert checks.resident_id_problem(number, on=NOW) is None
    assert checks.resident_birthday(number) is not None
    assert checks.resident_sex(number) in {"1", "2"}


@given(resident_ids(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_any_single_wrong_sign_of_an_identity_number_is_caught(number, place, sign):
    assume(number[place] != sign)

    assert checks.resident_id_problem(number[:place] + sign + number[place + 1 :], on=NOW) is not None


@given(resident_ids(), st.integers(0, 16))
def test_swapped_neighbours_are_caught(number, place):
    assume(number[place] != number[place + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert checks.resident_id_problem(swapped, on=NOW) is not None


@given(credit_codes())
def test_every_made_credit_code_passes(code):
    assert checks.credit_code_problem(code) is None


@given(credit_codes(), st.integers(0, 17), st.sampled_from(checks.CREDIT_SIGNS))
def test_any_single_wrong_sign_of_a_credit_code_is_caught(code, place, sign):
    assume(code[place] != sign)

    assert checks.credit_code_problem(code[:place] + sign + code[place + 1 :]) is not None


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("110105491231002", "resident_id.old"),
        ("", "resident_id.shape"),
        ("11010519491231002x", "resident_id.shape"),
        ("１１０１０５１９４９１２３１００２X", "resident_id.shape"),
        ("11010519490230002X", "resident_id.birthday"),
        ("110105189912310024", "resident_id.birthday"),
        ("110105202512310024", "resident_id.future"),
        ("110105194912310020", "resident_id.check_digit"),
    ],
)
def test_what_is_wrong_is_said(number, code):
    problem = checks.resident_id_problem(number, on=NOW)

    assert problem is not None and problem.code == code and str(problem).endswith("。")


@pytest.mark.parametrize(
    ("check", "number", "code"),
    [
        (checks.credit_code_problem, "91350100M000100Y4", "credit_code.length"),
        (checks.credit_code_problem, "91350100M000100YI3", "credit_code.sign"),
        (checks.credit_code_problem, "91350100M000100Y44", "credit_code.check_digit"),
        (checks.school_code_problem, "213200000", "school_code.shape"),
        (checks.school_code_problem, "9932000001", "school_code.kind"),
        (checks.school_code_problem, "2199000001", "school_code.province"),
        (checks.student_number_problem, REAL, "student_number.shape"),
        (checks.student_number_problem, f"G{REAL[:-1]}1", "student_number.resident_id"),
        (checks.student_number_problem, f"Q{REAL}", "student_number.shape"),
    ],
)
def test_other_numbers_say_what_is_wrong_too(check, number, code):
    problem = check(number)

    assert problem is not None and problem.code == code and str(problem)


@given(st.text(max_size=25))
def test_nothing_that_is_typed_breaks_a_check(text):
    for check in (
        checks.resident_id_problem,
        checks.credit_code_problem,
        checks.school_code_problem,
        checks.student_number_problem,
    ):
        check(text)

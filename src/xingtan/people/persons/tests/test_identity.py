"""Names, e-IDs and documents."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtan.people.persons import e_id, errors, sealing, selectors, services
from xingtan.people.persons.models import IdentityDocument, Person
from xingtan.people.roster.testing import build_district, resident_id


@given(st.integers(2000, 2099), st.integers(0, 9_999_999), st.integers(2, 12), st.integers(1, 9))
def test_any_single_wrong_digit_of_an_e_id_is_noticed(year, serial, position, shift):
    right = e_id.compose(year, serial)
    at = position + 1
    wrong = right[:at] + str((int(right[at]) + shift) % 10) + right[at + 1 :]

    assert e_id.is_valid(right)
    assert not e_id.is_valid(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("曾子衿", "zeng zi jin", "zzj"),
        ("单于飞", "chan yu fei", "cyf"),
        ("仇英", "qiu ying", "qy"),
        ("买买提•阿不都热依木", "mai mai ti a bu du re yi mu", "mmtabdrym"),
    ],
)
def test_names_are_spelled_as_people_say_them(name, pinyin, initials):
    person = build_district().person(name)

    assert (person.name_pinyin, person.name_initials) == (pinyin, initials)
    assert "•" not in person.name


@pytest.mark.django_db
def test_rare_characters_are_kept():
    person = build_district().person("陈𬭚")

    assert Person.objects.get(pk=person.pk).name == "陈𬭚"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "  ", "王" * 37, "王<b>", "王\x00", "王1"])
def test_what_is_no_name_is_refused_with_a_sentence(name):
    district, before = build_district(), Person.objects.count()

    with pytest.raises(errors.WrongName) as refusal:
        services.create_person(actor=district.actor, name=name, sex="1", born_on=date(2010, 1, 1))

    assert str(refusal.value).startswith("姓名不对")
    assert Person.objects.count() == before


@pytest.mark.django_db
def test_a_document_is_sealed_masked_and_found_again():
    district = build_district()
    number = resident_id(date(2012, 3, 4), "2", 7)
    person = district.person(born_on=date(2012, 3, 4), document=("1", number))

    document = IdentityDocument.objects.get(person=person)

    assert number.encode() not in bytes(document.number_sealed)
    assert document.number == number
    assert document.number_masked == f"999900********{number[-4:]}"
    assert selectors.find_by_document(kind="1", number=number) == person
    assert not document.has_findings


@pytest.mark.django_db
def test_a_document_that_somebody_else_holds_is_refused_and_says_who():
    district = build_district()
    number = resident_id(date(2012, 3, 4), "2", 7)
    holder = district.person("沈若兰", document=("1", number))

    with pytest.raises(errors.DocumentTaken) as refusal:
        district.person("沈若蘭", document=("1", number))

    assert holder.e_id_spaced in str(refusal.value)
    assert not Person.objects.filter(name="沈若蘭").exists()


@pytest.mark.django_db
def test_a_document_that_contradicts_birthday_or_sex_is_kept_and_marked():
    district = build_district()
    number = resident_id(date(2012, 3, 4), "1", 7)

    person = district.person(sex="2", born_on=date(2012, 3, 4), document=("1", number))

    assert IdentityDocument.objects.get(person=person).has_findings


@pytest.mark.django_db
@pytest.mark.parametrize("phone", ["123", "138001380000", "abcdefghijk", "1380013800a"])
def test_what_is_no_phone_number_is_refused(phone):
    district = build_district()
    person = district.person(phone="10012345678")

    with pytest.raises(errors.WrongPhone):
        services.set_phone(actor=district.actor, person_id=person.pk, phone=phone)

    person.refresh_from_db()
    assert person.phone == "10012345678"
    assert person.phone_masked == "100****5678"


def test_sealing_the_same_text_twice_looks_different_and_opens_alike():
    first, second = sealing.seal("999900201203040074"), sealing.seal("999900201203040074")

    assert first != second
    assert sealing.unseal(first) == sealing.unseal(second) == "999900201203040074"

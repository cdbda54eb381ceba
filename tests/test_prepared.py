"""Prepared queries answer as the ORM does, for every value."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import CharField, Value
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xingtan.kernel.clock import in_force
from xingtan.kernel.prepared import prepared
from xingtan.kernel.scopes import one_of, under
from xingtan.people.organisations.models import Organisation
from xingtan.people.postings.models import Posting
from xingtan.people.roster.testing import District, build_district


@pytest.fixture
def district(db: None) -> District:
    return build_district()


@prepared
def people_posted(*, paths: tuple[str, ...], on: Any, organisation_id: int) -> Any:
    rows = Posting.objects.filter(under(paths, "scope_path"), in_force(on), organisation_id=organisation_id)
    return rows.order_by("pk").values_list("person_id", "role")


def test_the_answer_is_that_of_the_orm_for_any_number_of_paths(district):
    teacher, other = district.staff("teacher"), district.staff("teacher", organisation=district.other_school)
    own, others = district.school, district.other_school

    for _twice in range(2):
        assert people_posted(paths=(own.path,), on=district.on, organisation_id=own.pk) == [(teacher.pk, "teacher")]
        found = people_posted(paths=(own.path, others.path), on=district.on, organisation_id=others.pk)
        assert found == [(other.pk, "teacher")]
        assert people_posted(paths=(), on=district.on, organisation_id=own.pk) == []
        assert people_posted(paths=(own.path,), on=district.on - timedelta(days=9999), organisation_id=own.pk) == []


def test_wildcards_in_a_value_are_not_wildcards(district):
    district.staff("teacher")

    for path in ("/%/", "/_/", "\\", "%", "'; DROP TABLE x; --"):
        assert people_posted(paths=(path,), on=district.on, organisation_id=district.school.pk) == []


def test_instants_and_single_texts_are_put_in_place(district):
    @prepared
    def of_role(*, role: str, before: Any) -> Any:
        return Posting.objects.filter(role=role, person__created_at__lt=before).values_list("role")

    district.staff("teacher")
    now = timezone.now() + timedelta(seconds=5)

    assert of_role(role="teacher", before=now) == [("teacher",)]
    assert of_role(role="principal", before=now) == []
    assert of_role(role="teacher", before=now - timedelta(days=1)) == []


def test_a_list_of_ids_is_one_value_of_any_length(district):
    @prepared
    def of_people(*, ids: list[int]) -> Any:
        return Posting.objects.filter(one_of("person_id", ids)).order_by("person_id").values_list("person_id")

    people = sorted(district.staff("teacher").pk for _ordinal in range(3))

    for wanted in ([], people[:1], people, [*people, 2**60]):
        assert of_people(ids=wanted) == [(pk,) for pk in wanted if pk in people]
    assert len(of_people.plans) == 1


def test_a_written_query_stands_within_another_one(district):
    @prepared
    def posted_as(*, role: str, on: Any) -> Any:
        return Posting.objects.filter(in_force(on), role=role).values("person_id")

    teacher, principal = district.staff("teacher"), district.staff("principal")

    for role, person in (("teacher", teacher), ("principal", principal)):
        rows = Posting.objects.filter(one_of("person_id", posted_as.written(role=role, on=district.on)))
        assert list(rows.values_list("person_id", flat=True)) == [person.pk]
    assert not Posting.objects.filter(one_of("person_id", None)).exists()


TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs", "Cn")), max_size=6)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=TEXTS, tail=TEXTS, other=TEXTS)
def test_below_means_begins_with_whatever_the_characters(district, path, tail, other):
    assert Organisation.objects.exists()
    for candidate in (path + tail, other):
        rows = Organisation.objects.annotate(text=Value(candidate, output_field=CharField()))
        assert (rows.filter(text__below=path).count() > 0) == candidate.startswith(path)


def test_what_cannot_be_marked_is_refused(db):
    @prepared
    def of_share(*, share: Any) -> Any:
        return Posting.objects.filter(pk=share).values_list("role")

    with pytest.raises(TypeError):
        of_share(share=1.5)

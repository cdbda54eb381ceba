"""Prepared queries answer as the ORM does, for every value."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import CharField, Count, Q, Value
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xingtan.kernel.clock import in_force
from xingtan.kernel.prepared import prepared, totals
from xingtan.kernel.scopes import Actor, Power, one_of, under
from xingtan.kernel.testing.actors import make_actor
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


def test_there_may_be_many_values_beside_days(district):
    teacher = district.staff("teacher")
    paths = (*(f"/{number}/" for number in range(900, 960)), district.school.path)

    found = people_posted(paths=paths, on=district.on, organisation_id=district.school.pk)

    assert found == [(teacher.pk, "teacher")]


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


def test_a_list_of_paths_is_one_value_too(district):
    @prepared
    def within(*, paths: list[str]) -> Any:
        return Organisation.objects.filter(one_of("path", paths)).order_by("pk").values_list("pk")

    own, others = district.school, district.other_school

    assert within(paths=[]) == []
    assert within(paths=[own.path, "/%/"]) == [(own.pk,)]
    assert within(paths=[own.path, others.path]) == sorted([(own.pk,), (others.pk,)])


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


@prepared
def schools_within(*, actor: Actor) -> Any:
    return Organisation.objects.permitted(actor, "organisations.view").schools().order_by("pk").values_list("pk")


def test_one_plan_serves_all_actors_of_a_sort_with_their_own_rows(district):
    own, others = district.school, district.other_school
    schools_within.plans.clear()

    for school in (own, others, own):
        assert schools_within(actor=make_actor(("organisations.view", school.path))) == [(school.pk,)]
    assert len(schools_within.plans) == 1

    both = make_actor(("organisations.view", own.path), ("organisations.view", others.path))
    assert schools_within(actor=both) == sorted([(own.pk,), (others.pk,)])
    assert schools_within(actor=make_actor()) == []


def test_a_timed_power_that_a_prepared_query_rests_on_counts_as_used(district):
    power = Power(grant_id=1, permission="organisations.view", path=district.school.path)
    actor = replace(make_actor(("organisations.view", district.school.path)), powers=(power,))

    schools_within(actor=actor)

    assert actor.used == {power}


@pytest.mark.parametrize(
    "condition",
    [
        lambda actor: {"pk__gt": 0} if actor.may("organisations.view", "/1/") else {"pk__lt": 0},
        lambda actor: {"path__in": [path.rstrip("/") for path in actor.paths("organisations.view")]},
        lambda actor: {"pk__gt": Organisation.objects.filter(path__in=actor.paths("organisations.view")).count()},
    ],
    ids=["a right of this actor", "a piece of a path", "an answer of the database"],
)
def test_what_is_true_of_one_actor_only_is_not_kept_for_all(district, condition):
    @prepared
    def found(*, actor: Actor) -> Any:
        return Organisation.objects.filter(**condition(actor)).values_list("pk")

    with pytest.raises(TypeError):
        found(actor=make_actor(("organisations.view", district.school.path)))


def test_instances_are_those_of_the_orm_with_their_relations(district):
    @prepared
    def posted(*, actor: Actor) -> Any:
        return Posting.objects.in_force(actor.on).select_related("organisation").order_by("pk")

    district.staff("teacher")
    actor = make_actor(on=district.on)

    for _twice in range(2):
        found = posted.instances(actor=actor)
        assert found == list(Posting.objects.in_force(district.on).order_by("pk"))
        with CaptureQueriesContext(connection) as asked:
            assert all(posting.organisation.path for posting in found)
        assert not asked.captured_queries


def test_totals_are_those_of_an_aggregate_and_zero_for_no_rows(district):
    district.staff("teacher")
    rows = Posting.objects.in_force(district.on)
    sums = {"all": Count("pk"), "teachers": Count("pk", filter=Q(role="teacher"))}

    assert list(totals(rows, **sums)) == [tuple(rows.aggregate(**sums).values())]
    assert list(totals(rows.filter(pk=-1), **sums)) == [(0, 0)]

"""What is found by which words, and how it is shown."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xingtan.kernel.search import api as search
from xingtan.kernel.search.tests.sample import HIDDEN, PEOPLE, SCHOOLS, add_person, add_school, registered, who

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def district():
    with registered():
        add_person(1, "曾子衿", "泮水小学 英语教师 XT20240000123")
        add_person(2, "李明", "实验小学 数学教师 XT20240000456")
        add_person(3, "李明远", "采芹幼儿园 保教主任")
        add_person(4, "买买提·阿不都热依木", "第一中学 数学教师")
        add_person(5, "陈𬭚", "洙泗中学 物理教师、教研组长")
        add_person(6, "单于飞", "缁林初级中学 体育教师")
        add_school(17, "杏坛区中山小学", "/1/5/17/", "中山小学")
        add_school(18, "杏坛区第一中学", "/1/5/18/", "一中")
        search.index("sample.people", list(PEOPLE))
        search.index("sample.schools", list(SCHOOLS))
        yield


def titles(text, actor=None, **options):
    results = search.find(actor or who(), text, **options)
    return [hit.title for group in results.groups for hit in group.hits]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("zsxx", "杏坛区中山小学"),
        ("zhongshan", "杏坛区中山小学"),
        ("中山", "杏坛区中山小学"),
        ("ZSXX", "杏坛区中山小学"),
        ("yizhong", "杏坛区第一中学"),
        ("zengzijin", "曾子衿"),
        ("zzj", "曾子衿"),
        ("zeng zi jin", "曾子衿"),
        ("曾", "曾子衿"),
        ("子衿", "曾子衿"),
        ("曾子衿", "曾子衿"),
        ("英语 泮水", "曾子衿"),
        ("泮水小学英语教师", "曾子衿"),
        ("xt20240000123", "曾子衿"),
        ("XT2024 0000 123", "曾子衿"),
        ("买买提阿不都", "买买提·阿不都热依木"),
        ("买买提•阿不都热依木", "买买提·阿不都热依木"),
        ("mmt", "买买提·阿不都热依木"),
        ("陈𬭚", "陈𬭚"),
        ("chenchun", "陈𬭚"),
        ("syf", "单于飞"),
        ("cyf", "单于飞"),
        ("ｚｚｊ", "曾子衿"),
    ],
)
def test_names_are_found_by_piece_pinyin_and_initials(typed, found):
    results = search.find(who(), typed)

    assert not results.is_partial
    assert found in [hit.title for group in results.groups for hit in group.hits]


def test_the_very_name_comes_first():
    assert titles("李明") == ["李明", "李明远"]


def test_all_words_must_match_and_any_word_is_offered_when_nothing_does():
    assert titles("李明 实验小学") == ["李明"]

    results = search.find(who(), "李明 物理")

    assert results.is_partial
    assert {"李明", "陈𬭚"} <= {hit.title for group in results.groups for hit in group.hits}


def test_long_questions_match_in_any_order():
    results = search.find(who(), "数学教师第一中学", sources=["sample.people"])

    assert not results.is_partial
    assert [hit.title for hit in results.groups[0].hits] == ["买买提·阿不都热依木"]


def test_only_what_lies_under_the_grants_is_found():
    assert titles("李明", who("/1/5/17/")) == ["李明", "李明远"]
    assert titles("李明", who("/1/5/18/")) == []
    assert titles("李明", who("/1/5/1/")) == []
    assert titles("李明", who("/1/5/17/", permissions=("sample.view_schools",))) == []
    assert titles("一中", who("/1/5/17/"), sources=["sample.schools"]) == []


def test_what_the_source_hides_on_the_second_look_is_not_shown():
    HIDDEN.add(2)

    assert titles("李明") == ["李明远"]


def test_removed_and_changed_objects_leave_the_index():
    search.remove("sample.people", [2])
    assert titles("李明") == ["李明远"]

    del PEOPLE[3]
    search.index("sample.people", [3])
    assert titles("李明") == []

    add_person(1, "曾子佩")
    search.index("sample.people", [1])
    assert titles("子衿") == []
    assert titles("zzp") == ["曾子佩"]


def test_rebuilding_replaces_everything():
    del PEOPLE[2]
    add_person(9, "李明德")

    assert search.rebuild("sample.people") == 6

    assert titles("李明") == ["李明德", "李明远"]


def test_more_than_the_limit_is_said():
    for key in range(100, 120):
        add_person(key, f"王强{key}")
    search.index("sample.people", range(100, 120))

    group = search.find(who(), "王强", limit=5).groups[0]

    assert len(group.hits) == 5 and group.has_more


def test_hits_are_marked_and_escaped():
    add_person(50, "<b>王</b>芳", "教师<script>")
    search.index("sample.people", [50])

    hit = search.find(who(), "王 教师").groups[0].hits[0]

    assert hit.title_html == "&lt;b&gt;<mark>王</mark>&lt;/b&gt;芳"
    assert hit.excerpt_html == "<mark>教师</mark>&lt;script&gt;"


def test_one_search_is_one_round_trip(django_assert_num_queries):
    with django_assert_num_queries(1):
        search.find(who(), "李明")
    with django_assert_num_queries(2):  # and one for the words of a longer question
        search.find(who(), "泮水小学")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_nothing_that_is_typed_breaks_the_search(typed):
    search.find(who("/1/'\\ |&!:*/"), typed)


@pytest.mark.parametrize("typed", ["", "  ", "！？", "\x00", "':*&|!<->()", "\\", "a" * 5000, "中" * 5000, "%_"])
def test_signs_alone_find_nothing(typed):
    assert search.find(who(), typed).count == 0

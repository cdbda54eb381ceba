"""Names in pinyin: surnames by their own reading, rare and long names too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingtan.kernel.search.pinyin import name_pinyin, readings, text_pinyin


@pytest.mark.parametrize(
    ("name", "syllables"),
    [
        ("曾子衿", "zeng zi jin"),
        ("单雄信", "shan xiong xin"),
        ("仇英", "qiu ying"),
        ("单于飞", "chan yu fei"),
        ("解缙", "xie jin"),
        ("任我行", "ren wo xing"),
        ("华佗", "hua tuo"),
        ("朴智妍", "piao zhi yan"),
        ("区小明", "ou xiao ming"),
        ("查良镛", "zha liang yong"),
        ("尉迟恭", "yu chi gong"),
        ("万俟卨", "mo qi xie"),
        ("盖叫天", "ge jiao tian"),
        ("翟天临", "zhai tian lin"),
        ("乐知远", "yue zhi yuan"),
        ("王乐", "wang le"),
        ("缪斯", "miao si"),
        ("冼星海", "xian xing hai"),
        ("覃辉", "qin hui"),
        ("褚遂良", "chu sui liang"),
        ("种师道", "chong shi dao"),
        ("逄海", "pang hai"),
        ("召虎", "shao hu"),
        ("员半千", "yun ban qian"),
        ("纪昀", "ji yun"),
        ("宓羲", "mi xi"),
        ("繁钦", "po qin"),
        ("黑土", "he tu"),
        ("那英", "na ying"),
        ("折德扆", "she de yi"),
        ("牟其中", "mu qi zhong"),
        ("令狐冲", "ling hu chong"),
        ("长孙无忌", "zhang sun wu ji"),
        ("澹台灭明", "tan tai mie ming"),
        ("夏侯惇", "xia hou dun"),
        ("吕布", "lv bu"),
        ("陈𬭚", "chen chun"),
        ("叶葳蕤", "ye wei rui"),
        ("买买提·阿不都热依木", "mai mai ti a bu du re yi mu"),
        ("John曾", "john zeng"),
    ],
)
def test_a_name_is_read_as_its_owner_reads_it(name, syllables):
    spelling = name_pinyin(name)

    assert spelling.syllables == syllables
    assert spelling.initials == "".join(part[0] for part in syllables.split())


def test_schools_have_no_surname_but_places():
    assert text_pinyin("中山小学") == ("zhong shan xiao xue", "zsxx")
    assert text_pinyin("重庆路小学").syllables == "chong qing lu xiao xue"
    assert text_pinyin("区实验小学").syllables == "qu shi yan xiao xue"
    assert text_pinyin("第2中学").syllables == "di 2 zhong xue"


def test_what_people_type_besides_is_known():
    assert "shan yu fei" in {spelling.syllables for spelling in readings("单于飞", is_person=True)}
    assert "lu bu" in {spelling.syllables for spelling in readings("吕布", is_person=True)}
    assert "le zhi yuan" in {spelling.syllables for spelling in readings("乐知远", is_person=True)}


@given(st.text(max_size=30))
def test_any_text_gives_lower_case_ascii_syllables(name):
    for spelling in (name_pinyin(name), text_pinyin(name), *readings(name, is_person=True)):
        assert all(part.isascii() and part.isalnum() for part in spelling.syllables.split())
        assert len(spelling.initials) == len(spelling.syllables.split())

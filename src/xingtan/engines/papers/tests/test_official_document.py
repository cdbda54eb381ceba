"""The 公文 as GB/T 9704-2012 wants it, measured on the printed page."""

from __future__ import annotations

import itertools
import shutil
from dataclasses import fields, replace

import pytest

from xingtan.engines.papers.api import Heading, OfficialDocument, Paragraph, TableBlock, compose
from xingtan.engines.papers.services import composing
from xingtan.engines.papers.testing import Page, pages_of, seal_picture

LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0  # edges of the text area on an odd page, mm
SHIFT = 2.0  # even pages are mirrored: 订口 on the right
NEAR = 0.25
DOCUMENT = OfficialDocument(
    mark=("示范县教育局文件",),
    number="示教〔2026〕12号",
    title="示范县教育局关于做好\n教育信息化工作的通知",
    addressees="各中小学、幼儿园",
    body=(Heading(level=1, text="总体要求"), Paragraph(text="汉" * 28 * 40)),
    signed_by="示范县教育局",
    dated="2026年9月1日",
    copies_to="县政府办公室",
    printed_by="示范县教育局办公室",
    printed_on="2026年9月2日",
)
SEAL = {"seal.png": seal_picture()}


def printed(document: OfficialDocument = DOCUMENT, **changes) -> list[Page]:
    changed = replace(document, **changes)
    return pages_of(compose("official", changed, assets=SEAL if changed.seal else None))


def body_lines(page: Page) -> list[list]:
    return [line for line in page.lines() if {glyph.sign for glyph in line} == {"汉"}]


def test_the_paper_is_a4():
    assert {(round(page.width), round(page.height)) for page in printed()} == {(210, 297)}


def test_a_page_has_22_lines_of_28_characters():
    lines = body_lines(printed()[1])

    assert len(lines) == 22
    assert {len(line) for line in lines} == {28}


def test_characters_are_size_three_and_fill_the_width():
    line = body_lines(printed()[1])[3]
    step = [b.x - a.x for a, b in itertools.pairwise(line)]

    assert {glyph.size for glyph in line} == {16}
    assert min(step) == pytest.approx(156 / 28, abs=0.01) == max(step)
    assert line[0].x == pytest.approx(LEFT - SHIFT, abs=NEAR)
    assert line[-1].x + 156 / 28 == pytest.approx(RIGHT - SHIFT, abs=NEAR)


def test_lines_fill_the_height():
    lines = body_lines(printed()[1])
    step = [b[0].y - a[0].y for a, b in itertools.pairwise(lines)]

    assert min(step) == pytest.approx(225 / 22, abs=0.01) == max(step)
    assert lines[0][0].top > TOP and lines[-1][0].bottom < BOTTOM
    assert (lines[0][0].top - TOP) == pytest.approx(BOTTOM - lines[-1][0].bottom, abs=0.6)


def test_odd_pages_bind_on_the_left_even_ones_on_the_right():
    pages = printed()

    assert body_lines(pages[0])[2][0].x == pytest.approx(28, abs=NEAR)
    assert pages[1].width - RIGHT + SHIFT == pytest.approx(28, abs=NEAR)
    assert body_lines(pages[1])[2][0].x == pytest.approx(26, abs=NEAR)
    assert body_lines(printed(is_two_sided=False)[1])[2][0].x == pytest.approx(28, abs=NEAR)


def test_the_mark_is_red_and_35_mm_below_the_upper_edge():
    mark = printed()[0].find("示范县教育局文件")

    assert {glyph.colour for glyph in mark} == {(255, 0, 0)}
    assert min(glyph.top for glyph in mark) == pytest.approx(TOP + 35, abs=NEAR)
    assert (mark[0].left + mark[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)


def test_a_long_mark_is_set_smaller_and_stays_inside():
    mark = printed(mark=("某某省某某市示范高新技术产业开发区管理委员会教育体育和科学技术局文件",))[0].glyphs[:34]

    assert min(glyph.left for glyph in mark) > LEFT - NEAR and max(glyph.right for glyph in mark) < RIGHT + NEAR


def test_the_red_line_is_4_mm_below_the_number_and_as_wide_as_the_text():
    page = printed()[0]
    number = page.find("示教〔2026〕12号")
    (line,) = [mark for mark in page.marks if mark.colour == (255, 0, 0)]

    em_bottom = number[0].y + 0.12 * 16 * 25.4 / 72
    assert line.top - em_bottom == pytest.approx(4, abs=NEAR)
    assert line.left == pytest.approx(LEFT, abs=NEAR) and line.right == pytest.approx(RIGHT, abs=NEAR)


def test_a_document_upward_names_who_signed_it():
    page = printed(signers=("甲一", "乙二"))[0]
    number, signers = page.find("示教〔2026〕12号"), page.find("签发人：甲一")

    assert number[0].x == pytest.approx(LEFT + 156 / 28, abs=0.5)
    assert signers[0].y == pytest.approx(number[0].y, abs=NEAR)
    assert page.find("乙二")[-1].x + 156 / 28 == pytest.approx(RIGHT - 156 / 28, abs=0.6)


def test_title_and_addressees():
    page = printed()[0]
    title, second = page.find("示范县教育局关于做好"), page.find("教育信息化工作的通知")
    addressees = page.find("各中小学、幼儿园：")

    assert {glyph.size for glyph in [*title, *second]} == {22}
    assert (title[0].left + title[-1].right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.6)
    assert addressees[0].x == pytest.approx(LEFT, abs=NEAR)
    middle_of = [glyph.y - 0.38 * glyph.size * 25.4 / 72 for glyph in (second[0], addressees[0])]
    assert middle_of[1] - middle_of[0] == pytest.approx(2 * 225 / 22, abs=NEAR)


def test_headings_carry_their_numbers_and_stand_two_characters_in():
    blocks = [Heading(level=level, text=f"第{level}层") for level in (1, 2, 3, 4)]
    blocks += [
        Heading(level=1, text="又一"),
        Heading(level=2, text="再从头"),
        Heading(level=3, text="不编", is_numbered=False),
    ]
    page = printed(mark=(), body=(*blocks, Paragraph(text="完")))[0]

    for words in ("一、第1层", "（一）第2层", "1.第3层", "（1）第4层", "二、又一", "（一）再从头", "不编"):
        first = page.find(words)[0]
        assert first.x == pytest.approx(LEFT + 2 * 156 / 28, abs=0.5), words
    assert "1.不编" not in page.text


def test_the_day_stands_four_characters_from_the_right_with_the_seal_over_it():
    page = printed(body=(Paragraph(text="完。"),), seal="seal.png")[0]
    day, name = page.find("2026年9月1日"), page.find("示范县教育局2026")[:6]
    (seal,) = [mark for mark in page.marks if mark.kind == "picture"]
    cell = 156 / 28

    assert day[-1].x + cell == pytest.approx(RIGHT - 4 * cell, abs=0.4)
    assert (name[0].left + name[-1].right) / 2 == pytest.approx((day[0].left + day[-1].right) / 2, abs=0.8)
    assert seal.width == pytest.approx(42, abs=NEAR)
    assert seal.centre[0] == pytest.approx((day[0].left + day[-1].right) / 2, abs=0.8)
    assert seal.top < name[0].top and day[0].bottom < seal.bottom
    assert seal.centre[1] < (name[0].top + day[0].bottom) / 2  # 居印章中心偏下
    text_ends = page.find("完。")[0].bottom
    assert 0 < seal.top - text_ends < 225 / 22


def test_without_a_seal_the_day_stands_two_characters_in():
    page = printed(body=(Paragraph(text="完。"),))[0]

    name, day = page.find("示范县教育局2026")[:6], page.find("2026年9月1日")
    assert day[-1].x + 156 / 28 == pytest.approx(RIGHT - 2 * 156 / 28, abs=0.5)
    assert day[0].x - name[0].x == pytest.approx(2 * 156 / 28, abs=0.6)


@pytest.mark.parametrize("lines", range(10, 34))
def test_no_page_carries_a_signature_without_text(lines):
    pages = printed(
        body=(Paragraph(text="汉" * (28 * lines - 4)),),
        seal="seal.png",
        attachments=("表一", "表二"),
        note="联系人：甲",
    )

    (signed,) = [page for page in pages if "2026年9月1日（联系人" in page.text]
    assert "汉" in signed.text
    assert max(glyph.bottom for page in pages for glyph in page.glyphs if glyph.sign == "汉") < BOTTOM
    assert max(glyph.y for glyph in signed.find("联系人：甲")) < BOTTOM


@pytest.mark.parametrize("lines", (1, 12, 20, 30, 38, 44, 52))
def test_the_issue_notes_stand_at_the_foot_of_the_last_page_which_is_even(lines):
    pages = printed(body=(Paragraph(text="汉" * 28 * lines),))
    last = pages[-1]

    assert len(pages) % 2 == 0
    rules = sorted((mark for mark in last.marks if mark.width > 150), key=lambda mark: mark.top)
    assert len(rules) == 3
    assert rules[-1].bottom == pytest.approx(BOTTOM, abs=0.6)
    assert last.find("抄送：县政府办公室。")[0].size == 14
    assert last.find("2026年9月2日印发")[-1].right == pytest.approx(RIGHT - SHIFT - 14 * 25.4 / 72, abs=0.6)
    assert last.find("示范县教育局办公室")[0].x == pytest.approx(LEFT - SHIFT + 14 * 25.4 / 72, abs=0.3)


def test_page_numbers_alternate_and_lie_7_mm_below_the_text():
    pages = printed()
    first, second = pages[0].find("—1—"), pages[1].find("—2—")

    assert {first[1].size, second[1].size} == {14}
    assert first[-1].right == pytest.approx(RIGHT - 14 * 25.4 / 72, abs=0.5)
    assert second[0].left == pytest.approx(LEFT - SHIFT + 14 * 25.4 / 72, abs=0.5)
    assert (first[0].top + first[0].bottom) / 2 - BOTTOM == pytest.approx(7, abs=0.3)


def test_blank_pages_before_the_issue_notes_carry_no_number():
    tried = (printed(body=(Paragraph(text="汉" * 28 * lines),)) for lines in range(20, 40))
    pages = next(pages for pages in tried if len(pages) == 4 and "汉" not in pages[2].text)

    assert "—2—" in pages[1].text and pages[2].text == "" and "—" not in pages[3].text


def test_there_is_no_field_for_a_degree_of_secrecy():
    assert not {field.name for field in fields(OfficialDocument)} & {"secrecy", "secret", "classification", "密级"}
    with pytest.raises(TypeError):
        compose("official", {"title": "题", "signed_by": "局", "dated": "日", "secrecy": "秘密"})


def test_tables_stand_in_the_text():
    table = TableBlock(columns=["学校", "人数（人）"], rows=[["第一小学", "1200"]], caption="表1")

    page = printed(body=(Paragraph(text="如下："), table, Paragraph(text="完。")))[0]

    assert page.find("人数（人）")[0].size == 12


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("#let body-size = 16pt", "#let body-size = 17pt"),
        ("#let body-size = 16pt", "#let body-size = 15pt"),
        ("#let pitch = area-height / lines-a-page - 0.003pt", "#let pitch = area-height / lines-a-page + 1pt"),
        ("#let pitch = area-height / lines-a-page - 0.003pt", "#let pitch = area-height / lines-a-page - 1pt"),
        ("#let left-margin = 28mm", "#let left-margin = 29mm"),
    ],
)
def test_a_point_more_or_less_would_be_noticed(tmp_path, monkeypatch, before, after):
    shutil.copytree(composing.TEMPLATES, tmp_path / "typst")
    source = tmp_path / "typst" / "official.typ"
    assert before in source.read_text()
    source.write_text(source.read_text().replace(before, after))
    monkeypatch.setattr(composing, "TEMPLATES", tmp_path / "typst")

    red = 0
    for measured in (
        test_characters_are_size_three_and_fill_the_width,
        test_lines_fill_the_height,
        test_a_page_has_22_lines_of_28_characters,
        test_odd_pages_bind_on_the_left_even_ones_on_the_right,
    ):
        try:
            measured()
        except AssertionError:
            red += 1

    assert red

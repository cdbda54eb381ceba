"""Reports, slips, labels and lists of names: what they must say, page after page."""

from __future__ import annotations

import itertools

import pytest

from xingtan.engines.papers.api import Column, Label, LabelSheet, NameGroup, NameList, Slip, TableReport, compose
from xingtan.engines.papers.services.codes import qr_rows
from xingtan.engines.papers.testing import pages_of, seal_picture, text_of


def report(rows: int, **more) -> TableReport:
    return TableReport(
        title="学生情况统计表",
        organisation="示范县教育局",
        unit="人",
        as_of="2026年9月1日",
        definition="以学籍系统在籍学生为准。",
        columns=[Column(title="学校名称", width=3), Column(title="在籍", align="right")],
        rows=[[f"第{row}小学", str(row)] for row in range(rows)],
        **more,
    )


def test_a_report_says_what_its_figures_are():
    text = text_of(compose("report", report(3, totals=["合计", "3"], filled_by="甲某")))

    for words in (
        "单位：人",
        "截至：2026年9月1日",
        "口径：以学籍系统",
        "填报单位：示范县教育局",
        "填报人：甲某",
        "审核人：",
        "负责人：",
        "合计3",
    ):
        assert words in text


def test_a_long_report_repeats_its_head_and_loses_no_row():
    pages = pages_of(compose("report", report(120)))

    assert len(pages) > 2
    assert all("学校名称在籍" in page.text for page in pages)
    assert "".join(page.text for page in pages).count("小学") == 120
    assert [page.text.count("负责人：") for page in pages] == [0] * (len(pages) - 1) + [1]
    assert f"第{len(pages)}页共{len(pages)}页" in pages[-1].text


def test_figures_stand_on_the_right():
    (page,) = pages_of(compose("report", report(1, is_landscape=True)))

    assert round(page.width) == 297
    assert page.find("0小学0")[-1].right > 270


@pytest.mark.parametrize(("size", "width"), [("a4", 210), ("a4-landscape", 297), ("a5", 148), ("a5-landscape", 210)])
def test_a_slip_is_one_page_of_its_size_with_number_seal_and_code(size, width):
    slip = Slip(
        title="结业证书",
        number="〔2026〕12号",
        body=["林某同志考核合格，准予结业。"],
        organisation="示范县教师发展中心",
        dated="2026年9月1日",
        seal="seal",
        verify_code="ABCD EFGH",
        qr=qr_rows("https://example.org/papers/check/ABCD/"),
        size=size,
        has_frame=True,
    )

    (page,) = pages_of(compose("slip", slip, assets={"seal": seal_picture()}))

    day, (seal,) = page.find("2026年9月1日"), [mark for mark in page.marks if mark.kind == "picture"]
    assert round(page.width) == width
    assert seal.left < day[0].left and day[-1].right < seal.right + 10 and seal.top < day[0].top < seal.bottom
    assert "编号：〔2026〕12号" in page.text and "查验码：ABCDEFGH" in page.text
    assert len([mark for mark in page.marks if mark.kind == "path"]) > 100


def test_labels_fill_sheets_and_stay_inside_their_cells():
    labels = [Label(title=f"资产{number:04d}", lines=["很长的一行说明" * 12]) for number in range(25)]

    first, second = pages_of(compose("labels", LabelSheet(labels=labels)))

    assert first.text.count("资产") == 24 and second.text.count("资产") == 1
    assert all(glyph.right < 210 for glyph in first.glyphs)
    titles = [first.find(f"资产{number:04d}")[0] for number in range(3)]
    assert [round(b.x - a.x, 1) for a, b in itertools.pairwise(titles)] == [66.0, 66.0]


def test_names_are_listed_by_group_and_counted():
    groups = [
        NameGroup(title="小学组", names=["张三", "欧阳某某", "买买提·阿不都热依木"]),
        NameGroup(title="初中组", names=["李四"]),
    ]

    text = text_of(compose("names", NameList(title="优秀教师名单", groups=groups, organisation="示范县教育局")))

    assert "小学组（3人）" in text and "共4人。" in text and "买买提·阿不都热依木" in text

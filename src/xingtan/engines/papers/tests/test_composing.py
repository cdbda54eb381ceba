"""Words are only words: whatever people type is printed as typed, and reaches nothing outside the paper."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from xingtan.engines.papers import errors
from xingtan.engines.papers.api import (
    Column,
    Heading,
    Label,
    LabelSheet,
    NameGroup,
    NameList,
    OfficialDocument,
    Paragraph,
    Picture,
    Slip,
    TableBlock,
    TableReport,
    compose,
    composed,
    font_label,
)
from xingtan.engines.papers.services import fonts
from xingtan.engines.papers.services.composing import clean
from xingtan.engines.papers.testing import pages_of, seal_picture, text_of

SOURCE = (
    '#import "@preview/cetz:0.2.2": *',
    '#read("/etc/passwd")',
    '#include "/etc/passwd"',
    '#image("../../../etc/passwd")',
    '#eval("1+1")',
    "#sys.version",
    '#json("data.json")',
    "#panic()",
    "#set page(width: 1mm)",
    "#pagebreak()",
    "$ x^2 $",
    "]",
    "[",
    "}",
    "{",
    ")",
    "*bold*",
    "_so_",
    "= Heading",
    "@label",
    "<label>",
    "\\",
    "\\u{41}",
    "`raw`",
    "// away",
    "/* away */",
    "~",
    "--",
    '"',
    "'",
    "https://example.org/a?b=c",
    "\n\n",
    "</script>",
    "%(name)s",
    "${HOME}",
)
WORDS = st.lists(
    st.one_of(st.sampled_from(SOURCE), st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)),
    min_size=1,
    max_size=4,
).map("".join)


def official(text: str, **more) -> OfficialDocument:
    return OfficialDocument(title="题", signed_by="局", dated="日", body=(Paragraph(text=text),), **more)


def without_spaces(text: str) -> str:
    return "".join(text.split())


@given(words=WORDS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_typed_is_printed_as_typed(words):
    printed = text_of(compose("official", official("始" + words + "终")))

    assert without_spaces(printed) == without_spaces("题始" + words + "终局日—1—")


@pytest.mark.parametrize("words", SOURCE)
def test_source_in_any_field_of_any_document_stays_text(words):
    documents = (
        OfficialDocument(
            mark=(words,),
            number=words,
            signers=(words,),
            urgency=words,
            title=words,
            addressees=words,
            body=(
                Heading(level=1, text=words),
                TableBlock(columns=[words], rows=[[words]], caption=words),
                Paragraph(text=words),
            ),
            attachments=(words, words),
            signed_by=words,
            dated=words,
            note=words,
            copies_to=words,
            printed_by=words,
            printed_on=words,
        ),
        TableReport(
            title=words,
            organisation=words,
            unit=words,
            as_of=words,
            definition=words,
            columns=[Column(title=words)],
            rows=[[words]],
            totals=[words],
            filled_by=words,
            checked_by=words,
            headed_by=words,
        ),
        Slip(title=words, number=words, body=[words], organisation=words, dated=words, verify_code=words),
        LabelSheet(labels=[Label(title=words, lines=[words])]),
        NameList(
            title=words, subtitle=words, groups=[NameGroup(title=words, names=[words])], organisation=words, dated=words
        ),
    )
    for document in documents:
        printed = without_spaces(text_of(compose(document.template, document)))

        assert "root:" not in printed
        assert without_spaces(words)[:1] in printed or not words.strip()


@given(text=st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_is_printed_or_refused_with_a_sentence(text):
    try:
        compose("official", official(text))
    except errors.SignNotInFonts as error:
        assert "字体" in str(error)


def test_control_signs_and_signs_that_turn_direction_are_left_out():
    assert clean("甲\x00\x07\x1b[31m乙\u202e丙\ufeff\ud800") == "甲[31m乙丙"
    assert clean("a\r\nb\tc") == "a\nb  c"


def test_a_very_long_word_stays_on_the_page():
    pages = pages_of(compose("official", official("w" * 5000)))

    assert max(glyph.right for page in pages for glyph in page.glyphs) < 186


def test_the_same_words_give_the_same_bytes_and_no_time_of_now():
    first, second = (compose("official", official("文")) for _time in range(2))

    assert first == second and b"/CreationDate" not in first


def test_a_given_time_is_written_down():
    noon = datetime(2026, 9, 1, 12, tzinfo=UTC)

    assert b"D:20260901" in compose("official", official("文"), made_at=noon)


def test_a_sign_that_no_font_has_is_refused_by_name():
    with pytest.raises(errors.SignNotInFonts) as caught:
        compose("names", NameList(title="名单", groups=[NameGroup(title="组", names=["甲\U0001f600乙"])]))

    assert "\U0001f600" in str(caught.value)


def test_the_result_says_which_fonts_stand_in():
    made = composed("official", official("文"))

    assert (
        made.fonts["fangsong"] == "Noto Serif SC"
        and font_label("biaosong") == "小标宋"
        and "biaosong" in made.stand_ins
    )


def test_a_font_of_the_region_is_used(tmp_path, settings):
    renamed(fonts.BUNDLED / "NotoSansSC_400Regular.ttf", tmp_path / "fangsong.ttf", "FangSong_GB2312")
    settings.PAPER_FONTS = str(tmp_path)

    made = composed("official", official("文"))

    assert made.fonts["fangsong"] == "FangSong_GB2312" and "fangsong" not in made.stand_ins
    assert b"FangSong" in made.content


def renamed(source, target, family: str) -> None:
    """A copy of a font under another family name: a new `name` table at the end of the file."""
    content = bytearray(source.read_bytes())
    texts = [
        (name, value.encode("utf-16-be")) for name, value in ((1, family), (2, "Regular"), (4, family), (6, family))
    ]
    strings, records = b"", b""
    for name, value in texts:
        records += struct.pack(">6H", 3, 1, 0x409, name, len(value), len(strings))
        strings += value
    table = struct.pack(">3H", 0, len(texts), 6 + len(records)) + records + strings
    for at in range(struct.unpack_from(">H", content, 4)[0]):
        place = 12 + 16 * at
        if content[place : place + 4] == b"name":
            content[place + 8 : place + 16] = struct.pack(">II", len(content), len(table))
    target.write_bytes(bytes(content) + table)


def test_missing_fonts_are_a_clear_refusal(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "BUNDLED", tmp_path)

    with pytest.raises(errors.FontsMissing):
        compose("official", official("文"))


def picture(kind: str) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (60, 40), "navy").save(drawn, kind)
    return drawn.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_printed_with_its_caption(kind):
    document = official("如图", mark=()).__class__(
        title="题", signed_by="局", dated="日", body=(Picture(asset="p1", caption="图1"), Paragraph(text="完"))
    )

    (page,) = pages_of(compose("official", document, assets={"p1": picture(kind)}))

    assert [mark.kind for mark in page.marks] == ["picture"] and "图1" in page.text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("p1", b"<svg xmlns='http://www.w3.org/2000/svg'><image href='/etc/passwd'/></svg>"),
        ("p1", b"not a picture"),
        ("p1", b""),
        ("p1", picture("GIF")),
        ("p1", picture("PNG")[:40]),
        ("../p1", picture("PNG")),
        ("/etc/p1", picture("PNG")),
        ("p 1", picture("PNG")),
    ],
    ids=["svg", "text", "empty", "gif", "cut", "upward", "absolute", "space"],
)
def test_other_files_and_names_that_are_paths_are_refused(name, content):
    with pytest.raises(errors.PictureUnusable):
        compose("official", official("文"), assets={name: content})


def test_a_picture_that_was_not_handed_in_is_named():
    with pytest.raises(errors.PictureMissing, match=r"seal\.png"):
        compose("official", official("文", seal="seal.png"))


def test_too_much_text_is_refused():
    with pytest.raises(errors.PaperTooLong):
        compose("official", official("汉" * 700_000))


def test_uneven_tables_and_unknown_headings_are_refused():
    with pytest.raises(errors.TableUneven) as caught:
        compose(
            "official",
            official("文").__class__(
                title="题", signed_by="局", dated="日", body=(TableBlock(columns=["a", "b"], rows=[["1", "2"], ["1"]]),)
            ),
        )
    assert "第2行" in str(caught.value)
    with pytest.raises(errors.HeadingLevelUnknown):
        compose(
            "official", OfficialDocument(title="题", signed_by="局", dated="日", body=(Heading(level=5, text="x"),))
        )


def test_the_seal_is_drawn_over_the_words():
    content = compose("official", official("文", seal="s"), assets={"s": seal_picture()})

    (page,) = pages_of(content)
    assert [mark.kind for mark in page.marks] == ["picture"]

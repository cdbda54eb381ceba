"""Every way to write a sentence is found, and every fault of a catalogue is told."""

from __future__ import annotations

import pytest

from xingtan.kernel.i18n import catalogues
from xingtan.kernel.i18n.templates import extract_template


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('{% translate "保存" %}', [("保存", None)]),
        ("{% trans '保存' as save %}", [("保存", None)]),
        ('{% translate "开" context "灯" %}', [("开", "灯")]),
        ('{% translate "100%" %}', [("100%%", None)]),
        ("{% ui_button text=_(\"保存\") title=_('存起来') %}", [("保存", None), ("存起来", None)]),
        ('{{ name|default:_("无名") }}', [("无名", None)]),
        ("{% blocktranslate with n=x|length %}共{{ n }}条{% endblocktranslate %}", [("共%(n)s条", None)]),
        ("{% blocktranslate trimmed %}\n  甲\n  乙 100%\n{% endblocktranslate %}", [("甲 乙 100%%", None)]),
        (
            "{% blocktranslate count n=n %}{{ n }}名学生{% plural %}{{ n }}名学生们{% endblocktranslate %}",
            [(("%(n)s名学生", "%(n)s名学生们"), None)],
        ),
        ('{# {% translate "甲" %} #}', []),
        ("{% translate variable %}{{ x }}文字", []),
    ],
)
def test_sentences_of_templates(source, found):
    assert list(extract_template(source)) == found


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package with one module; `package.write(po)` gives it a catalogue."""
    monkeypatch.setattr(catalogues, "SOURCE", tmp_path)
    (tmp_path / "apps.py").write_text("")
    (tmp_path / "views.py").write_text(
        "from django.utils.translation import gettext as _g\n"
        'a = _g("共%(n)s条")\nb = ngettext("%(n)s人", "%(n)s人们", n)\nc = pgettext("灯", "开")\nd = _("甲" "乙")\n'
    )
    return tmp_path


def write(package, entries: str) -> None:
    path = catalogues.path_of(package)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n' + entries)


WHOLE = """
msgid "共%(n)s条"
msgstr "%(n)s in all"

msgid "%(n)s人"
msgid_plural "%(n)s人们"
msgstr[0] "one person"
msgstr[1] "%(n)s people"

msgctxt "灯"
msgid "开"
msgstr "on"

msgid "甲乙"
msgstr "AB"
"""


def test_a_whole_catalogue_has_no_fault(package):
    write(package, WHOLE)

    assert catalogues.check(package) == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('msgstr "AB"', 'msgstr ""', "has no English"),
        ("%(n)s in all", "%(m)s in all", "placeholders differ"),
        ('msgid "甲乙"', 'msgid "丙"', "missing"),
        ('msgid "甲乙"', '#, fuzzy\nmsgid "甲乙"', "fuzzy"),
        ("%(n)s people", "people", "placeholders differ"),
        ('msgid "甲乙"\nmsgstr "AB"', 'msgid "甲乙"\nmsgstr "AB"\n\nmsgid "旧"\nmsgstr "old"', "no longer used"),
        ('msgid "甲乙"\nmsgstr "AB"', 'msgid "甲乙"\nmsgstr "AB"\n\n#~ msgid "旧"\n#~ msgstr "old"', "obsolete"),
    ],
)
def test_each_fault_is_told(package, old, new, reason):
    write(package, WHOLE.replace(old, new))

    assert reason in {fault.reason.split(",")[0] for fault in catalogues.check(package)}


def test_extracting_keeps_english_drops_the_unused_and_is_stable(package):
    write(package, WHOLE.replace("甲乙", "旧") + '\nmsgid "更旧"\nmsgstr "older"\n')

    assert catalogues.update(package, {}) == (4, 1)
    once = catalogues.path_of(package).read_text()
    catalogues.update(package, {})

    assert catalogues.path_of(package).read_text() == once
    assert "%(n)s in all" in once and "旧" not in once
    assert [fault.reason for fault in catalogues.check(package)] == ["has no English"]


def test_compiling_writes_what_is_newer_only(package):
    write(package, WHOLE)

    assert (catalogues.compile_all(), catalogues.compile_all()) == (1, 0)
    assert catalogues.path_of(package).with_suffix(".mo").stat().st_size > 100


def test_two_catalogues_may_not_say_one_sentence_differently(package):
    inner = package / "inner"
    for folder, english in ((package, "AB"), (inner, "BA")):
        folder.mkdir(exist_ok=True)
        write(folder, WHOLE.replace("AB", english))

    [fault] = catalogues.conflicts([package, inner])

    assert (fault.message, fault.catalogue) == ("甲乙", catalogues.path_of(inner))


def test_what_another_catalogue_says_is_taken_over(package):
    catalogues.update(package, {("甲乙", None): "AB", ("开", None): "open"})

    english = {
        catalogues._key(message.id): message.string
        for message in catalogues.load(catalogues.path_of(package))
        if message.id
    }
    assert (english["甲乙"], english["开"]) == ("AB", "")

"""Days and moments as people say them, in both languages."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from xingtan.kernel.i18n import dates

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2025, 9, 23, 10, 0, tzinfo=SHANGHAI)
TODAY = date(2025, 9, 23)


def both(say) -> tuple[str, str]:
    with translation.override("zh-hans"):
        chinese = str(say())
    with translation.override("en"):
        return chinese, str(say())


@pytest.mark.parametrize(
    ("say", "chinese", "english"),
    [
        (lambda: dates.day_text(TODAY), "2025年9月23日", "23 Sep 2025"),
        (lambda: dates.day_text(TODAY, TODAY), "9月23日", "23 Sep"),
        (lambda: dates.day_text(date(2024, 9, 1), TODAY), "2024年9月1日", "1 Sep 2024"),
        (lambda: dates.day_text(TODAY, TODAY, weekday=True), "9月23日，星期二", "Tuesday, 23 Sep"),
        (lambda: dates.day_text(None), "—", "—"),
        (lambda: dates.span_text(date(2024, 9, 1), None), "2024年9月1日至今", "since 1 Sep 2024"),
        (
            lambda: dates.span_text(date(2024, 9, 1), date(2025, 8, 31)),
            "2024年9月1日—2025年8月31日",
            "1 Sep 2024—31 Aug 2025",
        ),
        (lambda: dates.week_text(4), "第4周", "week 4"),
        (lambda: dates.school_year_text(2025), "2025—2026学年度", "school year 2025—2026"),
        (lambda: dates.term_text(2025, 1), "2025—2026学年度第一学期", "school year 2025—2026, first term"),
        (lambda: dates.due_text(date(2025, 9, 21), TODAY), "超期2天", "2 days overdue"),
        (lambda: dates.due_text(date(2025, 9, 24), TODAY), "剩1天", "1 day left"),
        (lambda: dates.due_text(TODAY, TODAY), "今天到期", "due today"),
        (lambda: dates.due_text(date(2025, 9, 25), TODAY), "剩2天", "2 days left"),
        (lambda: dates.due_text(date(2025, 12, 1), TODAY), "12月1日到期", "due 1 Dec"),
        (lambda: dates.due_text(None, TODAY), "", ""),
    ],
)
def test_days(say, chinese, english):
    assert both(say) == (chinese, english)


@pytest.mark.parametrize(
    ("at", "chinese", "english"),
    [
        (datetime(2025, 9, 23, 8, 47, tzinfo=SHANGHAI), "今天08:47", "today 08:47"),
        (datetime(2025, 9, 22, 16, 35, tzinfo=SHANGHAI), "昨天16:35", "yesterday 16:35"),
        (datetime(2025, 9, 22, 16, 30, tzinfo=ZoneInfo("UTC")), "今天00:30", "today 00:30"),
        (datetime(2025, 9, 24, 7, 0, tzinfo=SHANGHAI), "明天07:00", "tomorrow 07:00"),
        (datetime(2025, 9, 1, 9, 5, tzinfo=SHANGHAI), "9月1日09:05", "1 Sep 09:05"),
        (datetime(2024, 9, 1, 9, 5, tzinfo=SHANGHAI), "2024年9月1日09:05", "1 Sep 2024 09:05"),
        (None, "—", "—"),
    ],
)
def test_moments_in_local_time(at, chinese, english):
    assert both(lambda: dates.moment_text(at, NOW)) == (chinese, english)

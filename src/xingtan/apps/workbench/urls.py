"""Names and paths of the workbench."""

from django.urls import path

from xingtan.apps.workbench.views import home, jobs, letters, notices, places

app_name = "workbench"

urlpatterns = [
    path("", home.home, name="home"),
    path("today/", home.home_part, name="home_part"),
    path("todo/", home.todo, name="todo"),
    path("badges/", home.badges, name="badges"),
    path("notices/", notices.notice_list, name="notices"),
    path("notices/read/", notices.notices_read, name="notices_read"),
    path("notices/new/", letters.letter_new, name="letter_new"),
    path("notices/new/count/", letters.letter_count, name="letter_count"),
    path("notices/sent/", letters.letter_list, name="letters"),
    path("notices/sent/<int:letter_id>/", letters.letter_receipts, name="letter"),
    path("notices/sent/<int:letter_id>/remind/", letters.letter_remind, name="letter_remind"),
    path("notices/<int:notice_id>/", notices.notice_detail, name="notice"),
    path("notices/<int:notice_id>/acknowledge/", notices.notice_acknowledge, name="notice_acknowledge"),
    path("search/", places.search, name="search"),
    path("apps/", places.apps, name="apps"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<int:run_id>/", jobs.job_row, name="job"),
    path("jobs/<int:run_id>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("jobs/<int:run_id>/retry/", jobs.job_retry, name="job_retry"),
]

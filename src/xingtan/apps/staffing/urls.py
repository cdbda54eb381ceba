"""Names and paths of staffing."""

from django.urls import path

from xingtan.apps.staffing.views import (
    cards,
    certificates,
    edtech,
    exchanges,
    people,
    planning,
    posts,
    rows,
    statistics,
    writing,
)

app_name = "staffing"

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/add/", writing.staff_add, name="staff_add"),
    path("people/<int:person_id>/", cards.staff, name="staff"),
    path("people/<int:person_id>/history/", cards.staff_history, name="staff_history"),
    path("people/<int:person_id>/reveal/<slug:what>/<int:item_id>/", cards.staff_reveal, name="staff_reveal"),
    path("people/<int:person_id>/edit/", writing.staff_edit, name="staff_edit"),
    path("people/<int:person_id>/postings/add/", writing.posting_add, name="posting_add"),
    path("people/<int:person_id>/rows/<slug:part>/add/", rows.row_add, name="row_add"),
    path("rows/<slug:part>/<int:row_id>/edit/", rows.row_edit, name="row_edit"),
    path("rows/<slug:part>/<int:row_id>/remove/", rows.row_remove, name="row_remove"),
    path("certificates/", certificates.certificate_list, name="certificates"),
    path("certificates/unqualified/", certificates.unqualified_list, name="unqualified"),
    path("certificates/<int:certificate_id>/registration/", rows.registration_add, name="registration_add"),
    path("postings/<int:posting_id>/correct/", writing.posting_correct, name="posting_correct"),
    path("postings/<int:posting_id>/end/", writing.posting_end, name="posting_end"),
    path("posts/", posts.post_list, name="posts"),
    path("posts/<int:organisation_id>/<slug:role>/", posts.post_fill, name="post_fill"),
    path("exchanges/", exchanges.exchange_list, name="exchanges"),
    path("people/<int:person_id>/exchange/", exchanges.exchange_arrange, name="exchange_arrange"),
    path("exchanges/<int:posting_id>/extend/", exchanges.exchange_extend, name="exchange_extend"),
    path("edtech/", edtech.edtech_list, name="edtech"),
    path("edtech/<int:organisation_id>/add/", edtech.keeper_appoint, name="keeper_appoint"),
    path("edtech/keepers/<int:keeper_id>/end/", edtech.keeper_end, name="keeper_end"),
    path("shortage/", planning.shortage, name="shortage"),
    path("shortage/subjects/<slug:subject>/", planning.shortage_subject, name="shortage_subject"),
    path("shortage/<int:organisation_id>/<slug:subject>/", planning.shortage_rows, name="shortage_rows"),
    path("plan/", planning.plan, name="plan"),
    path("statistics/", statistics.statistics, name="statistics"),
]

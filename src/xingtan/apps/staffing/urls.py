"""Names and paths of staffing."""

from django.urls import path

from xingtan.apps.staffing.views import cards, people, posts, writing

app_name = "staffing"

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/add/", writing.staff_add, name="staff_add"),
    path("people/<int:person_id>/", cards.staff, name="staff"),
    path("people/<int:person_id>/history/", cards.staff_history, name="staff_history"),
    path("people/<int:person_id>/reveal/<slug:what>/<int:item_id>/", cards.staff_reveal, name="staff_reveal"),
    path("people/<int:person_id>/edit/", writing.staff_edit, name="staff_edit"),
    path("people/<int:person_id>/postings/add/", writing.posting_add, name="posting_add"),
    path("postings/<int:posting_id>/correct/", writing.posting_correct, name="posting_correct"),
    path("postings/<int:posting_id>/end/", writing.posting_end, name="posting_end"),
    path("posts/", posts.post_list, name="posts"),
    path("posts/<int:organisation_id>/<slug:role>/", posts.post_fill, name="post_fill"),
]

"""Names and paths of papers."""

from django.urls import path

from xingtan.engines.papers.views import checking, papers, seals

app_name = "papers"

urlpatterns = [
    path("", papers.paper_list, name="paper_list"),
    path("<int:paper_id>/", papers.paper, name="paper"),
    path("<int:paper_id>/revoke/", papers.paper_revoke, name="paper_revoke"),
    path("check/", checking.check_start, name="check_start"),
    path("check/<str:check_code>/", checking.check, name="check"),
    path("seals/", seals.seal_list, name="seal_list"),
    path("seals/add/", seals.seal_add, name="seal_add"),
    path("seals/<int:seal_id>/", seals.seal, name="seal"),
    path("seals/<int:seal_id>/keeper/", seals.seal_keeper, name="seal_keeper"),
    path("seals/<int:seal_id>/press/", seals.seal_press, name="seal_press"),
    path("seals/<int:seal_id>/retire/", seals.seal_retire, name="seal_retire"),
]

"""Names and paths of the workflow engine."""

from typing import Any

from django.http import HttpResponse
from django.urls import path

app_name = "workflow"
urlpatterns: list[Any] = [
    path("", lambda r: HttpResponse(""), name="mine"),
    path("flows/", lambda r: HttpResponse(""), name="flows"),
    path("cases/<int:case_id>/", lambda r, case_id: HttpResponse(""), name="case"),
]

"""The least that a page of Django costs here: one row, one template, the same server and database, nothing of ours.

Whoever compares figures of two machines divides by it: a machine that is slow or busy is so for this page too.
"""

from __future__ import annotations

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import re_path

from xingtan.project import env
from xingtan.project.supervisor.config import ROOT
from xingtan.project.supervisor.leash import die_with_parent

PAGE = """<!doctype html><html lang="zh-CN"><title>{{ name }}</title><h1>{{ name }}</h1><p>{{ path }}</p>
<ul>{% for step in steps %}<li>{{ step }}</li>{% endfor %}</ul></html>"""

die_with_parent(os.getppid())
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    DATABASES={"default": env.database("DATABASE_URL", ROOT, doc="postgresql://… of the district that is measured.")},
    ROOT_URLCONF=__name__,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"page.html": PAGE})]},
        }
    ],
)
django.setup()


def page(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, path FROM organisations_organisation ORDER BY id DESC LIMIT 1")
        name, path = cursor.fetchone()
    return render(request, "page.html", {"name": name, "path": path, "steps": path.split("/")})


urlpatterns = [re_path("", page)]
application = get_wsgi_application()

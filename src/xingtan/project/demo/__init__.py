"""The demonstration district: an invented bureau with its schools and people."""

from __future__ import annotations

from functools import cache


@cache
def is_demo() -> bool:
    """Whether this database holds the demonstration. Asked once a process: it is loaded before the web starts."""
    from xingtan.project.demo.models import DemoLoad  # models exist only once the apps are ready

    return DemoLoad.objects.exists()

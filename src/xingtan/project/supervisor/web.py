"""What granian's worker processes import: the application, on the leash of granian's main process, and warm."""

import gc
import os
from contextlib import suppress

from xingtan.project.supervisor.leash import die_with_parent

die_with_parent(os.getppid())

from xingtan.project.wsgi import application  # noqa: E402


def warm_up() -> None:
    """Compile every address and template now, so that nobody's first page waits for it."""
    from django.template import TemplateSyntaxError, engines
    from django.template.utils import get_app_template_dirs
    from django.urls import get_resolver

    get_resolver().reverse_dict  # noqa: B018
    engine = engines["django"]
    for folder in get_app_template_dirs("templates"):
        if "xingtan" in folder.parts:
            for path in folder.rglob("*.html"):
                with suppress(TemplateSyntaxError):  # one broken page must not keep the others from being served
                    engine.get_template(path.relative_to(folder).as_posix())


def settle() -> None:
    """Tell the garbage collector that what is loaded now stays for good.

    A page makes thousands of objects that go by themselves; looking among all that is loaded for circles, as often as
    Python does by default, takes a tenth of the time of a long list.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


warm_up()
settle()

__all__ = ["application"]

"""`manage.py catalogue extract|check|compile`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xingtan.kernel.i18n import catalogues


class Command(BaseCommand):
    help = "Extract sentences into the English catalogues, check that they are complete, or compile them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("step", choices=("extract", "check", "compile"))
        parser.add_argument("only", nargs="*", help="packages such as apps/gateway; all when none is given")

    def handle(self, *, step: str, only: list[str], **options: Any) -> None:
        packages = [path for path in catalogues.packages() if not only or _name(path) in only]
        if only and len(packages) != len(only):
            raise CommandError(f"Unknown package. Known: {', '.join(map(_name, catalogues.packages()))}")
        getattr(self, f"_{step}")(packages)

    def _extract(self, packages: list[Any]) -> None:
        elsewhere = catalogues.said_elsewhere()
        for package in packages:
            sentences, open_ = catalogues.update(package, elsewhere)
            if sentences:
                self.stdout.write(f"{_name(package)}: {sentences} sentences, {open_} without English")

    def _check(self, packages: list[Any]) -> None:
        faults = [fault for package in packages for fault in catalogues.check(package)]
        faults += catalogues.conflicts(packages)
        for fault in faults:
            self.stderr.write(str(fault))
        if faults:
            raise CommandError(f"{len(faults)} faults. Try: manage.py catalogue extract, then fill in the English.")
        self.stdout.write("The English catalogues are complete.")

    def _compile(self, packages: list[Any]) -> None:
        self.stdout.write(f"{catalogues.compile_all()} catalogues compiled.")


def _name(package: Any) -> str:
    return str(package.relative_to(catalogues.SOURCE))

"""List the demonstration accounts."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from xingtan.project.demo.listing import demonstration_accounts


class Command(BaseCommand):
    help = "Role, sign-in name, password and organisation of each account of the demonstration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = demonstration_accounts()
        if options["json"]:
            self.stdout.write(json.dumps(accounts, ensure_ascii=False, indent=1))
            return
        for account in accounts:
            self.stdout.write(
                "  ".join((account["role"], account["name"], account["password"], account["organisation"]))
            )

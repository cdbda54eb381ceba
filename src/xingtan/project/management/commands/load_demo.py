"""Load the demonstration district."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xingtan.project.demo import city
from xingtan.project.demo.loading import DEFAULT_SEED, RealRowsPresent, Report, load
from xingtan.project.demo.plans import PLANS


class Command(BaseCommand):
    help = "Fill an empty database with an invented district. A database with real rows is left as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=(*sorted(PLANS), city.SIZE), default="demo")
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
        parser.add_argument("--if-empty", action="store_true", help="say nothing when there are rows already")

    def handle(self, *args: Any, **options: Any) -> None:
        steps = self.stdout.write if options["verbosity"] > 1 else None
        try:
            report = self._load(options["size"], seed=options["seed"], now=timezone.now(), say=steps)
        except city.OnlyForMeasuring as refusal:
            raise CommandError(str(refusal)) from refusal
        except RealRowsPresent as refusal:
            if options["if_empty"]:
                return
            raise CommandError(str(refusal)) from refusal
        if not report.is_new:
            self.stdout.write("the demonstration is loaded already")
            return
        people = report.counts["persons.Person"]
        rows = sum(report.counts.values())
        self.stdout.write(f"{people} people, {rows} rows in {sum(report.seconds.values()):.1f} s")

    @staticmethod
    def _load(size: str, **given: Any) -> Report:
        if size != city.SIZE:
            return load(size=size, **given)
        city.refuse_other_databases()
        return city.load(**given)

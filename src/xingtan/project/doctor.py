"""`xingtan doctor`: what is well, what is not, and the next step."""

from __future__ import annotations

from xingtan.project import findings
from xingtan.project.features import NEEDED, missing_features


def report() -> int:
    """Print each finding. Returns 0 when all is well; what is only advice does not count."""
    found = list(findings.all_findings())
    for finding in found:
        print(f"{finding.mark} {finding.what}" + (f"\n    Try: {finding.step}" if finding.step else ""))
    counted = [sum(finding.mark == mark for finding in found) for mark in (findings.NOT, findings.ADVICE)]
    print(f"{counted[0]} not well, {counted[1]} to consider." if any(counted) else "All is well.")
    return 1 if counted[0] else 0


def report_database() -> int:
    """Print each feature needed and whether the server of the settings has it."""
    missing = missing_features()
    for feature in NEEDED:
        print(f"{'NOT' if feature in missing else 'ok '} {feature}")
    print("Try: a server of version 15 or newer, encoding UTF8" if missing else "No extension is needed.")
    return 1 if missing else 0

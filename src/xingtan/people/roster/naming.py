"""What grades and classes are called. Names follow from stage, grade and length of schooling."""

from __future__ import annotations

from django.utils.translation import get_language

DIGITS = "零一二三四五六七八九"
KINDERGARTEN = {1: "小", 2: "中", 3: "大"}
KINDERGARTEN_EN = {1: "K1", 2: "K2", 3: "K3"}
STAGE_YEARS = {"kindergarten": 3, "primary": 6, "junior": 3, "senior": 3}


def _in_english() -> bool:
    return (get_language() or "").startswith("en")


def overall_grade(stage: str, grade: int, years: int) -> int:
    """The grade counted through compulsory schooling: junior grade 1 is 7, or 6 where junior school takes four years.

    Args:
        stage: kindergarten, primary, junior or senior.
        grade: 1 for the first year of the stage.
        years: how many years the cohort's stage takes.
    """
    if stage == "junior":
        return grade + (5 if years == 4 else 6)
    if stage == "senior":
        return grade + 9
    return grade


def _short(stage: str, grade: int, years: int) -> str:
    if stage == "kindergarten":
        return KINDERGARTEN[grade]
    if stage == "senior":
        return f"高{DIGITS[grade]}"
    return DIGITS[overall_grade(stage, grade, years)]


def grade_name(stage: str, grade: int, years: int) -> str:
    """七年级, 高一年级, 小班; empty outside the years of the stage."""
    if not 1 <= grade <= years or (stage == "kindergarten" and grade > 3):
        return ""
    if _in_english():
        number = overall_grade(stage, grade, years)
        return KINDERGARTEN_EN[grade] if stage == "kindergarten" else f"Grade {number}"
    if stage == "kindergarten":
        return f"{KINDERGARTEN[grade]}班"
    return f"{_short(stage, grade, years)}年级"


def class_name(stage: str, grade: int, years: int, number: int) -> str:
    """七（1）班, 高一（2）班, 小一班; empty outside the years of the stage."""
    if not 1 <= grade <= years or (stage == "kindergarten" and grade > 3):
        return ""
    if _in_english():
        return f"{grade_name(stage, grade, years)}, Class {number}"
    if stage == "kindergarten" and number < 10:
        return f"{KINDERGARTEN[grade]}{DIGITS[number]}班"
    return f"{_short(stage, grade, years)}（{number}）班"


def lasting_name(enrol_year: int, number: int) -> str:
    """2024级1班, which never changes."""
    return f"{enrol_year} entry, Class {number}" if _in_english() else f"{enrol_year}级{number}班"

"""A template of weekly lessons, for the bureau to adapt. Provinces differ; nothing here is the law."""

from datetime import date

from django.db import migrations

PRIMARY = {
    "13": (8, 8, 7, 7, 6, 6),
    "14": (4, 4, 4, 4, 5, 5),
    "41": (0, 0, 2, 2, 3, 3),
    "11": (2, 2, 2, 2, 2, 2),
    "15": (1, 1, 2, 2, 2, 2),
    "22": (4, 4, 3, 3, 3, 3),
    "24": (2, 2, 2, 2, 2, 2),
    "25": (2, 2, 2, 2, 2, 2),
    "61": (0, 0, 1, 1, 1, 1),
    "62": (1, 1, 1, 1, 1, 1),
    "60": (1, 1, 2, 2, 1, 1),
}
JUNIOR = {
    "13": (6, 5, 5),
    "14": (5, 5, 5),
    "41": (4, 4, 4),
    "12": (2, 2, 3),
    "21": (2, 2, 2),
    "20": (2, 2, 0),
    "18": (2, 2, 0),
    "16": (0, 3, 3),
    "17": (0, 0, 4),
    "22": (3, 3, 3),
    "24": (1, 1, 1),
    "25": (1, 1, 1),
    "61": (1, 1, 0),
    "62": (1, 1, 1),
    "60": (2, 1, 1),
}
SENIOR = {
    "13": (4, 5, 5),
    "14": (4, 5, 5),
    "41": (4, 5, 5),
    "12": (2, 3, 3),
    "21": (2, 2, 2),
    "20": (2, 2, 2),
    "16": (3, 3, 3),
    "17": (3, 2, 2),
    "18": (3, 2, 2),
    "22": (2, 2, 2),
    "24": (1, 1, 0),
    "25": (1, 1, 0),
    "26": (2, 1, 0),
    "27": (1, 1, 0),
}
KINDERGARTEN = {"X7": (28, 28, 28)}
STAGES = {"kindergarten": KINDERGARTEN, "primary": PRIMARY, "junior": JUNIOR, "senior": SENIOR}
LOADS = {"kindergarten": 14, "primary": 14, "junior": 12, "senior": 11}


def make(apps, schema_editor):
    plan = apps.get_model("staffing", "LessonPlan").objects.create(
        name="参考课时方案（模板）", starts_on=date(2022, 9, 1), basis="义务教育课程方案（2022年版）课时总量内的模板", is_template=True
    )
    lesson = apps.get_model("staffing", "PlanLesson")
    lesson.objects.bulk_create(
        lesson(plan=plan, stage=stage, grade=grade, subject_code=code, lessons=count)
        for stage, subjects in STAGES.items()
        for code, counts in subjects.items()
        for grade, count in enumerate(counts, start=1)
        if count
    )
    load = apps.get_model("staffing", "PlanLoad")
    load.objects.bulk_create(load(plan=plan, stage=stage, lessons=count) for stage, count in LOADS.items())


class Migration(migrations.Migration):
    dependencies = [("staffing", "0004_plans_and_keepers")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]

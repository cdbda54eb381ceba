"""课时方案 is the weekly plan; lesson plan is the word for 教案."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("staffing", "0005_template_plan")]
    operations = [migrations.RenameModel("LessonPlan", "WeeklyPlan")]

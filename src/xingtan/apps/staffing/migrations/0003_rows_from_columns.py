"""What files said in columns becomes their first rows."""

from django.db import migrations

STATEMENTS = (
    """INSERT INTO staffing_heldtitle (record_id, code, subject_code, obtained_on, granted_by, basis)
       SELECT id, title_code, '', title_since, '', '' FROM staffing_staffrecord WHERE title_code <> ''""",
    """INSERT INTO staffing_employment (record_id, establishment, post_category, starts_on, basis)
       SELECT id, establishment, '', COALESCE(joined_on, work_started_on, current_date), ''
       FROM staffing_staffrecord WHERE establishment <> ''""",
    """INSERT INTO staffing_schooling (record_id, level_code, degree_code, form, institution, major)
       SELECT id, education_code, '', '', '', major FROM staffing_staffrecord WHERE education_code <> ''""",
    """INSERT INTO staffing_heldcertificate
           (record_id, kind, code, name, subject_code, number_masked, issued_by, registration_result)
       SELECT id, 'teaching', certificate_code, '', certificate_subject, '', '', ''
       FROM staffing_staffrecord WHERE certificate_code NOT IN ('', '9')""",
)


class Migration(migrations.Migration):
    dependencies = [("staffing", "0002_rows_of_the_file")]
    operations = [migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS]

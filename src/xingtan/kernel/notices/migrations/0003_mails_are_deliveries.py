"""Mails sent so far become deliveries like those of every other channel."""

from django.db import migrations, models
from django.db.models import Q

COPY = """
INSERT INTO notices_delivery (notice_id, person_id, channel, provider, kind, title, unit_path, is_urgent,
    address_masked, state, code, said, parts, attempts, outside_id, made_at, sent_at, settled_at)
SELECT r.notice_id, r.person_id, 'email', 'mail', n.kind, n.title,
    coalesce(nullif(n.organisation_path, ''), '/'), n.is_urgent, '', 'accepted', '', '', 1, 1, '',
    r.mailed_at, r.mailed_at, r.mailed_at
FROM notices_recipient r JOIN notices_notice n ON n.id = r.notice_id
WHERE r.mailed_at IS NOT NULL
ON CONFLICT DO NOTHING
"""
BACK = """
UPDATE notices_recipient r SET mailed_at = d.sent_at FROM notices_delivery d
WHERE d.notice_id = r.notice_id AND d.person_id = r.person_id AND d.channel = 'email' AND d.state = 'accepted'
"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_deliveries")]

    operations = [
        migrations.AddField(
            "delivery", "call_id", models.BigIntegerField(editable=False, null=True, verbose_name="同批编号")
        ),
        migrations.AddIndex(
            "delivery",
            models.Index(
                name="notices_to_go_on", fields=("settled_at",), condition=Q(state__in=("waiting", "held"))
            ),
        ),
        migrations.AlterField(
            "outsideuser", "user_id", models.CharField(blank=True, max_length=120, verbose_name="对方用户号")
        ),
        migrations.RemoveConstraint("outsideuser", "notices_outside_user_is_one_person"),
        migrations.AddConstraint(
            "outsideuser",
            models.UniqueConstraint(
                name="notices_outside_user_is_one_person", fields=("channel", "user_id"), condition=~Q(user_id="")
            ),
        ),
        migrations.RunSQL(COPY, BACK),
        migrations.RemoveIndex("recipient", "notices_mailed"),
        migrations.RemoveField("recipient", "mailed_at"),
    ]

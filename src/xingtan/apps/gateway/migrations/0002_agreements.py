"""Put the committed agreements into the database, so that a new installation asks for them from the first sign-in."""

from datetime import UTC, datetime

from django.db import migrations

from xingtan.apps.gateway.data import AGREEMENT_PUBLISHED_AT, AGREEMENT_VERSION
from xingtan.apps.gateway.selectors.agreements import agreement_text


def publish(apps, schema_editor):
    agreement = apps.get_model("accounts", "Agreement")
    for kind in ("terms", "privacy", "children"):
        agreement.objects.get_or_create(
            kind=kind,
            version=AGREEMENT_VERSION,
            defaults={
                "text_zh": agreement_text(kind, "zh"),
                "text_en": agreement_text(kind, "en"),
                "published_at": datetime.fromisoformat(AGREEMENT_PUBLISHED_AT).astimezone(UTC),
            },
        )


class Migration(migrations.Migration):
    dependencies = [("gateway", "0001_requests_codes_tries"), ("accounts", "0002_relations")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]

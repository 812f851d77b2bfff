"""What youths are found by, for those who were there already."""

from typing import Any

from django.db import migrations


def vul(apps: Any, schema_editor: Any) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tenant_id FROM personen_jongere")
        tenants = [t for (t,) in cursor.fetchall()]
        if not tenants:
            return
        from inbeeld.apps.personen.zoekindex import werk_bij

        for tenant in tenants:
            werk_bij(cursor, tenant, f"SELECT id AS jongere_id FROM personen_jongere WHERE tenant_id = {int(tenant)}")


class Migration(migrations.Migration):
    dependencies = [("personen", "0002_zoeken")]

    operations = [migrations.RunPython(vul, migrations.RunPython.noop)]

"""The read log becomes a chain under pseudonyms; lines that are there already are carried over in their order."""

import uuid
from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

HASH = (
    "sha256({vorige} || convert_to(jsonb_build_array({r}.id, {r}.tenant_id, {r}.dag - DATE '2000-01-01', {r}.nummer, "
    "extract(epoch FROM {r}.op), extract(epoch FROM {r}.begonnen), {r}.medewerker_id, {r}.rol, {r}.pseudoniem, {r}.handeling, "
    "{r}.doel, {r}.pagina, {r}.velden, {r}.trace)::text, 'UTF8'))"
)

FUNCTIES = """
CREATE FUNCTION leeslog_keten() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('inbeeld.leeslog', NEW.tenant_id));
    SELECT dag, nummer, op, hash INTO v FROM verantwoording_leesregel
    WHERE tenant_id = NEW.tenant_id ORDER BY dag DESC, nummer DESC LIMIT 1;
    -- A clock that was set back doesn't bring a line before one that is there.
    NEW.op := greatest(clock_timestamp(), v.op);
    NEW.dag := greatest((NEW.op AT TIME ZONE 'Europe/Amsterdam')::date, v.dag);
    NEW.begonnen := least(coalesce(NEW.begonnen, NEW.op), NEW.op);
    IF v.dag = NEW.dag THEN
        NEW.nummer := v.nummer + 1;
    ELSE
        NEW.nummer := 1;
        v.hash := '';
    END IF;
    NEW.hash := """ + HASH.format(vorige="v.hash", r="NEW") + """;
    RETURN NEW;
END $$;

CREATE FUNCTION leeslog_blijft() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'Wat in het leeslog staat, verandert niet.' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION leeslog_schrijf(
    p_tenant bigint, p_medewerker bigint, p_handeling text, p_doel text, p_pagina text, p_velden text[], p_trace text,
    p_begonnen timestamptz, p_wie bytea[], p_jongere bytea[], p_pseudoniem uuid[]
) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_rol text;
    v_aantal integer;
BEGIN
    SELECT rol INTO v_rol FROM toegang_medewerker WHERE id = p_medewerker AND tenant_id = p_tenant;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Deze medewerker hoort niet bij deze organisatie.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('inbeeld.leeslog', p_tenant));
    INSERT INTO verantwoording_leessleutel (tenant_id, wie, jongere, pseudoniem)
    SELECT p_tenant, g.wie, g.jongere, g.pseudoniem FROM unnest(p_wie, p_jongere, p_pseudoniem) AS g (wie, jongere, pseudoniem)
    WHERE NOT EXISTS (SELECT 1 FROM verantwoording_leessleutel s WHERE s.tenant_id = p_tenant AND s.wie = g.wie)
    ON CONFLICT (tenant_id, wie) DO NOTHING;
    INSERT INTO verantwoording_leesregel
        (tenant_id, medewerker_id, rol, pseudoniem, handeling, doel, pagina, velden, trace, begonnen)
    SELECT p_tenant, p_medewerker, v_rol, s.pseudoniem, p_handeling, p_doel, p_pagina, p_velden, p_trace, p_begonnen
    FROM unnest(p_wie) WITH ORDINALITY AS g (wie, rang)
    JOIN verantwoording_leessleutel s ON s.tenant_id = p_tenant AND s.wie = g.wie ORDER BY g.rang;
    GET DIAGNOSTICS v_aantal = ROW_COUNT;
    IF cardinality(p_wie) = 0 THEN
        INSERT INTO verantwoording_leesregel
            (tenant_id, medewerker_id, rol, pseudoniem, handeling, doel, pagina, velden, trace, begonnen)
        VALUES (p_tenant, p_medewerker, v_rol, NULL, p_handeling, p_doel, p_pagina, p_velden, p_trace, p_begonnen);
        v_aantal := 1;
    END IF;
    RETURN v_aantal;
END $$;

REVOKE ALL ON FUNCTION leeslog_keten(), leeslog_blijft(),
    leeslog_schrijf(bigint, bigint, text, text, text, text[], text, timestamptz, bytea[], bytea[], uuid[]) FROM PUBLIC;
"""

TRIGGERS = """
CREATE TRIGGER leeslog_keten BEFORE INSERT ON verantwoording_leesregel FOR EACH ROW EXECUTE FUNCTION leeslog_keten();
ALTER TABLE verantwoording_leesregel ENABLE ALWAYS TRIGGER leeslog_keten;
""" + "".join(
    f"""
CREATE TRIGGER leeslog_blijft BEFORE UPDATE OR DELETE ON {tabel} FOR EACH ROW EXECUTE FUNCTION leeslog_blijft();
CREATE TRIGGER leeslog_leegt_niet BEFORE TRUNCATE ON {tabel} FOR EACH STATEMENT EXECUTE FUNCTION leeslog_blijft();
ALTER TABLE {tabel} ENABLE ALWAYS TRIGGER leeslog_blijft;
ALTER TABLE {tabel} ENABLE ALWAYS TRIGGER leeslog_leegt_niet;
"""
    for tabel in ("verantwoording_leesregel", "verantwoording_leeszegel", "verantwoording_leesvergeten")
)

KETEN = """
DO $$
DECLARE
    r verantwoording_leesregel;
    v_tenant bigint;
    v_dag date;
    v_nummer bigint;
    v_hash bytea;
BEGIN
    FOR r IN SELECT * FROM verantwoording_leesregel ORDER BY tenant_id, op, id LOOP
        r.dag := (r.op AT TIME ZONE 'Europe/Amsterdam')::date;
        IF r.tenant_id IS DISTINCT FROM v_tenant OR r.dag IS DISTINCT FROM v_dag THEN
            v_tenant := r.tenant_id; v_dag := r.dag; v_nummer := 0; v_hash := '';
        END IF;
        v_nummer := v_nummer + 1;
        r.nummer := v_nummer;
        v_hash := """ + HASH.format(vorige="v_hash", r="r") + """;
        UPDATE verantwoording_leesregel SET dag = r.dag, nummer = r.nummer, hash = v_hash WHERE id = r.id;
    END LOOP;
END $$
"""


def pseudoniemen(apps: Any, schema_editor: Any) -> None:
    """A pseudonym for every youth in the lines that are there; with the keys of the installation."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tenant_id, jongere_id FROM verantwoording_leesregel ORDER BY 1, 2")
        wie = cursor.fetchall()
        if not wie:
            return
        from inbeeld.apps.basis.versleuteling import versleutel, zoekindex

        cursor.execute("CREATE TEMP TABLE _sleutel (tenant bigint, jongere_id bigint, wie bytea)")
        for tenant, jongere in wie:
            index, pseudoniem = zoekindex(tenant, "LEESLOG", str(jongere)), uuid.uuid4()
            cursor.execute("INSERT INTO _sleutel VALUES (%s, %s, %s)", [tenant, jongere, index])
            cursor.execute(
                "INSERT INTO verantwoording_leessleutel (tenant_id, wie, jongere, pseudoniem) VALUES (%s, %s, %s, %s)",
                [tenant, index, versleutel(str(jongere), f"leeslog.jongere.{pseudoniem}"), pseudoniem],
            )
        cursor.execute(
            "UPDATE verantwoording_leesregel r SET pseudoniem = s.pseudoniem, begonnen = r.op FROM _sleutel t "
            "JOIN verantwoording_leessleutel s ON s.tenant_id = t.tenant AND s.wie = t.wie "
            "WHERE t.tenant = r.tenant_id AND t.jongere_id = r.jongere_id"
        )
        cursor.execute("DROP TABLE _sleutel")


class Migration(migrations.Migration):
    dependencies = [("verantwoording", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Leessleutel",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("wie", models.BinaryField()),
                ("jongere", models.BinaryField()),
                ("pseudoniem", models.UUIDField()),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="toegang.organisatie"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "wie"), name="leessleutel_wie"),
                    models.UniqueConstraint(fields=("tenant", "pseudoniem"), name="leessleutel_pseudoniem"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Leesvergeten",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pseudoniem", models.UUIDField()),
                ("op", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("zegel", models.BinaryField()),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="toegang.organisatie"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "pseudoniem"), name="leesvergeten_pseudoniem"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Leeszegel",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("nummer", models.BigIntegerField()),
                ("dag", models.DateField()),
                ("aantal", models.BigIntegerField()),
                ("hoofd", models.BinaryField(help_text="hash of the last line")),
                ("gesloten", models.BooleanField()),
                ("zegel", models.BinaryField()),
                ("op", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="toegang.organisatie"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("tenant", "nummer"), name="leeszegel_nummer"),
                    models.UniqueConstraint(
                        condition=models.Q(("gesloten", True)), fields=("tenant", "dag"), name="leeszegel_dag"
                    ),
                ],
            },
        ),
        migrations.RemoveIndex(model_name="leesregel", name="leesregel_jongere"),
        migrations.AddField("leesregel", "dag", models.DateField(null=True)),
        migrations.AddField(
            "leesregel", "nummer", models.BigIntegerField(null=True, help_text="place in the chain of the day, from 1")
        ),
        migrations.AlterField("leesregel", "op", models.DateTimeField()),
        migrations.AddField(
            "leesregel", "begonnen", models.DateTimeField(null=True, help_text="when the request came in")
        ),
        migrations.AddField("leesregel", "pseudoniem", models.UUIDField(null=True)),
        migrations.AddField(
            "leesregel",
            "handeling",
            models.TextField(
                default="lezen",
                choices=[("lezen", "lezen"), ("schrijven", "schrijven"), ("uitvoeren", "uitvoeren")],
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "leesregel",
            "velden",
            django.contrib.postgres.fields.ArrayField(models.TextField(), default=list, size=None),
            preserve_default=False,
        ),
        migrations.AddField("leesregel", "hash", models.BinaryField(null=True)),
        migrations.RunPython(pseudoniemen, migrations.RunPython.noop),
        migrations.RemoveField("leesregel", "jongere_id"),
        migrations.RunSQL(FUNCTIES, migrations.RunSQL.noop),
        migrations.RunSQL(KETEN, migrations.RunSQL.noop),
        # What was updated waits for the checks of its foreign keys; the table can't be altered before those are done.
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED", migrations.RunSQL.noop),
        migrations.AlterField("leesregel", "dag", models.DateField()),
        migrations.AlterField(
            "leesregel", "nummer", models.BigIntegerField(help_text="place in the chain of the day, from 1")
        ),
        migrations.AlterField("leesregel", "begonnen", models.DateTimeField(help_text="when the request came in")),
        migrations.AlterField("leesregel", "hash", models.BinaryField()),
        migrations.AddIndex(
            "leesregel", models.Index(fields=["tenant", "pseudoniem", "-op"], name="leesregel_persoon")
        ),
        migrations.AddConstraint(
            "leesregel", models.UniqueConstraint(fields=("tenant", "dag", "nummer"), name="leesregel_keten")
        ),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]

"""Youths and employees of whom a look is told, what a day looked like, and what is worth a look."""

import django.contrib.postgres.functions
import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models


OUD = "leeslog_schrijf(bigint, bigint, text, text, text, text[], text, timestamptz, bytea[], bytea[], uuid[])"
SCHRIJF = f"""
DROP FUNCTION {OUD};

CREATE FUNCTION leeslog_schrijf(
    p_tenant bigint, p_medewerker bigint, p_handeling text, p_doel text, p_pagina text, p_velden text[], p_trace text,
    p_begonnen timestamptz, p_wie bytea[], p_jongere bytea[], p_pseudoniem uuid[],
    p_gericht boolean, p_rol text
) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_rol text;
    v_aantal integer;
BEGIN
    SELECT rol INTO v_rol FROM toegang_medewerker WHERE id = p_medewerker AND tenant_id = p_tenant;
    IF NOT FOUND OR p_tenant <> inbeeld_tenant() THEN
        RAISE EXCEPTION 'Deze medewerker hoort niet bij deze organisatie.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Of the role only what comes behind it: the session in which someone sees more than usual.
    IF starts_with(p_rol, v_rol || ', ') THEN
        v_rol := p_rol;
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
    IF v_aantal <> greatest(cardinality(p_wie), 1) THEN
        RAISE EXCEPTION 'Niet elke jongere is vastgelegd.';
    END IF;
    IF p_gericht THEN
        INSERT INTO verantwoording_leesmelding (tenant_id, medewerker_id, pseudoniem, soort, pagina, trace)
        SELECT DISTINCT p_tenant, p_medewerker, s.pseudoniem, l.soort, p_pagina, p_trace
        FROM verantwoording_letop l JOIN verantwoording_leessleutel s ON s.tenant_id = p_tenant AND s.wie = l.wie
        WHERE l.tenant_id = p_tenant AND l.wie = ANY (p_wie) AND l.tot IS NULL
            AND (l.medewerker_id IS NULL OR l.medewerker_id = p_medewerker)
            AND NOT EXISTS (
                SELECT 1 FROM verantwoording_leesmelding m
                WHERE m.tenant_id = p_tenant AND m.medewerker_id = p_medewerker AND m.pseudoniem = s.pseudoniem
                    AND m.soort = l.soort
                    AND (m.op AT TIME ZONE 'Europe/Amsterdam')::date = (now() AT TIME ZONE 'Europe/Amsterdam')::date);
    END IF;
    RETURN v_aantal;
END $$;

REVOKE ALL ON FUNCTION leeslog_schrijf FROM PUBLIC;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('toegang', '0008_functionaris'),
        ('verantwoording', '0002_keten'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Leesdag',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('dag', models.DateField()),
                ('jongeren', models.IntegerField()),
                ('regels', models.IntegerField()),
                ('medewerker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='toegang.organisatie')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', '-dag'], name='leesdag_lijst')],
                'constraints': [models.UniqueConstraint(fields=('tenant', 'medewerker', 'dag'), name='leesdag_dag')],
            },
        ),
        migrations.CreateModel(
            name='Leesmelding',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uuid', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False, unique=True)),
                ('op', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('pseudoniem', models.UUIDField()),
                ('soort', models.TextField(choices=[('vip', 'vip'), ('adres', 'adres'), ('zelf', 'zelf')])),
                ('pagina', models.TextField()),
                ('trace', models.TextField()),
                ('gezien_op', models.DateTimeField(null=True)),
                ('reden', models.TextField(blank=True, db_default='', default='')),
                ('gezien_door', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('medewerker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='toegang.organisatie')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', 'medewerker', 'pseudoniem', '-op'], name='leesmelding_eerder'), models.Index(condition=models.Q(('gezien_op__isnull', True)), fields=['tenant', '-op'], name='leesmelding_open'), models.Index(fields=['tenant', '-gezien_op'], name='leesmelding_gezien')],
            },
        ),
        migrations.CreateModel(
            name='Leespatroon',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('dag', models.DateField()),
                ('soort', models.TextField()),
                ('rang', models.SmallIntegerField(help_text='the lower, the sooner it is shown')),
                ('pseudoniem', models.UUIDField(null=True)),
                ('aantal', models.IntegerField()),
                ('gewoon', models.IntegerField(null=True)),
                ('medewerker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='toegang.organisatie')),
            ],
            options={
                'indexes': [models.Index(fields=['tenant', '-dag', 'rang', 'id'], name='leespatroon_lijst')],
            },
        ),
        migrations.CreateModel(
            name='Letop',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('wie', models.BinaryField()),
                ('soort', models.TextField(choices=[('vip', 'vip'), ('adres', 'adres'), ('zelf', 'zelf')])),
                ('reden', models.TextField(blank=True, default='')),
                ('op', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('tot', models.DateTimeField(null=True)),
                ('door', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('medewerker', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tenant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='toegang.organisatie')),
                ('tot_door', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('medewerker__isnull', True), ('tot__isnull', True)), fields=('tenant', 'wie'), name='letop_geldt'), models.UniqueConstraint(condition=models.Q(('tot__isnull', True)), fields=('tenant', 'wie', 'medewerker'), name='letop_van_medewerker')],
            },
        ),
        migrations.RunSQL(SCHRIJF, migrations.RunSQL.noop),
    ]

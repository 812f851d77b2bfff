"""Days of the read log whose term is over: their lines go, under a sealed note."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

JONGSTE = "(now() AT TIME ZONE 'Europe/Amsterdam')::date - interval '2 years'"
"""What is younger never goes, whoever asks."""
FUNCTIES = f"""
CREATE FUNCTION leeslog_regel_blijft() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.dag < {JONGSTE} AND EXISTS (
        SELECT 1 FROM verantwoording_leesvervallen v WHERE v.tenant_id = OLD.tenant_id AND v.dag = OLD.dag)
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'Wat in het leeslog staat, verandert niet.' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION leeslog_verval(p_tenant bigint, p_dag date, p_zegel bytea) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_aantal bigint;
BEGIN
    IF p_tenant IS DISTINCT FROM inbeeld_tenant() OR p_dag >= {JONGSTE} THEN
        RAISE EXCEPTION 'Deze dag van het leeslog mag niet weg.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('inbeeld.leeslog', p_tenant));
    INSERT INTO verantwoording_leesvervallen (tenant_id, dag, aantal, hoofd, zegel)
    SELECT tenant_id, dag, aantal, hoofd, p_zegel FROM verantwoording_leeszegel
    WHERE tenant_id = p_tenant AND dag = p_dag AND gesloten;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Deze dag van het leeslog is niet gesloten.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM verantwoording_leesregel WHERE tenant_id = p_tenant AND dag = p_dag;
    GET DIAGNOSTICS v_aantal = ROW_COUNT;
    RETURN v_aantal;
END $$;

REVOKE ALL ON FUNCTION leeslog_regel_blijft(), leeslog_verval(bigint, date, bytea) FROM PUBLIC;

DROP TRIGGER leeslog_blijft ON verantwoording_leesregel;
CREATE TRIGGER leeslog_blijft BEFORE UPDATE OR DELETE ON verantwoording_leesregel
    FOR EACH ROW EXECUTE FUNCTION leeslog_regel_blijft();
ALTER TABLE verantwoording_leesregel ENABLE ALWAYS TRIGGER leeslog_blijft;

CREATE TRIGGER leeslog_blijft BEFORE UPDATE OR DELETE ON verantwoording_leesvervallen
    FOR EACH ROW EXECUTE FUNCTION leeslog_blijft();
CREATE TRIGGER leeslog_leegt_niet BEFORE TRUNCATE ON verantwoording_leesvervallen
    FOR EACH STATEMENT EXECUTE FUNCTION leeslog_blijft();
ALTER TABLE verantwoording_leesvervallen ENABLE ALWAYS TRIGGER leeslog_blijft;
ALTER TABLE verantwoording_leesvervallen ENABLE ALWAYS TRIGGER leeslog_leegt_niet;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("toegang", "0009_school_en_betrokkenen"),
        ("verantwoording", "0004_controle"),
    ]

    operations = [
        migrations.CreateModel(
            name="Leesvervallen",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("dag", models.DateField()),
                ("aantal", models.BigIntegerField()),
                ("hoofd", models.BinaryField()),
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
                "constraints": [models.UniqueConstraint(fields=("tenant", "dag"), name="leesvervallen_dag")],
            },
        ),
        migrations.RunSQL(FUNCTIES, migrations.RunSQL.noop),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('verantwoording', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='leesregel',
            name='jongere_id',
            field=models.BigIntegerField(null=True),
        ),
    ]

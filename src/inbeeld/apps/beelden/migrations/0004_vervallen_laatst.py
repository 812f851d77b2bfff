from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('beelden', '0003_klok'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='vervallensignaal',
            name='vervallen_tijd',
        ),
        migrations.AddIndex(
            model_name='vervallensignaal',
            index=models.Index(fields=['tenant', '-vervallen_op', '-id'], name='vervallen_laatst'),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scholen', '0002_een_persoon'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='rooster',
            index=models.Index(condition=models.Q(('jongere__isnull', True)), fields=['school'], name='rooster_school'),
        ),
    ]

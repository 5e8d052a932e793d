"""What the settings call things; the database is asked for nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0003_never_emptied'),
    ]

    operations = [
        migrations.AlterField(
            model_name='legalhold',
            name='lifted_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='lifted'),
        ),
        migrations.AlterField(
            model_name='legalhold',
            name='set_at',
            field=models.DateTimeField(verbose_name='since'),
        ),
        migrations.AlterField(
            model_name='legalholdevent',
            name='lifted_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='lifted'),
        ),
        migrations.AlterField(
            model_name='legalholdevent',
            name='set_at',
            field=models.DateTimeField(verbose_name='since'),
        ),
    ]

"""What the settings call things; the database is asked for nothing."""

import datetime
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bookings', '0010_what_was_begun_may_go'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='appointment',
            options={'ordering': ['during', 'id'], 'verbose_name': 'visit'},
        ),
        migrations.AlterModelOptions(
            name='clinicclosure',
            options={'ordering': ['first_day'], 'verbose_name': 'closure'},
        ),
        migrations.AlterModelOptions(
            name='location',
            options={'ordering': ['name', 'id'], 'verbose_name': 'place'},
        ),
        migrations.AlterModelOptions(
            name='workload',
            options={'verbose_name': 'limit of deep work', 'verbose_name_plural': 'limits of deep work'},
        ),
        migrations.AlterField(
            model_name='changedhours',
            name='location',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bookings.location', verbose_name='place'),
        ),
        migrations.AlterField(
            model_name='changedhours',
            name='on',
            field=models.DateField(verbose_name='day'),
        ),
        migrations.AlterField(
            model_name='clinicclosure',
            name='location',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='closures', to='bookings.location', verbose_name='place'),
        ),
        migrations.AlterField(
            model_name='location',
            name='is_active',
            field=models.BooleanField(default=True, verbose_name='in use'),
        ),
        migrations.AlterField(
            model_name='location',
            name='map_url',
            field=models.URLField(blank=True, verbose_name='link to a map'),
        ),
        migrations.AlterField(
            model_name='location',
            name='way_in',
            field=models.TextField(blank=True, verbose_name='how to find the door'),
        ),
        migrations.AlterField(
            model_name='reminder',
            name='appointment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='bookings.appointment', verbose_name='visit'),
        ),
        migrations.AlterField(
            model_name='reminder',
            name='due_at',
            field=models.DateTimeField(verbose_name='due'),
        ),
        migrations.AlterField(
            model_name='reminder',
            name='void_because',
            field=models.CharField(blank=True, max_length=100, verbose_name='why it was not sent'),
        ),
        migrations.AlterField(
            model_name='room',
            name='is_active',
            field=models.BooleanField(default=True, verbose_name='in use'),
        ),
        migrations.AlterField(
            model_name='service',
            name='is_active',
            field=models.BooleanField(default=True, verbose_name='on offer'),
        ),
        migrations.AlterField(
            model_name='service',
            name='is_online',
            field=models.BooleanField(default=True, verbose_name='can be booked online'),
        ),
        migrations.AlterField(
            model_name='workinghours',
            name='first_day',
            field=models.DateField(default=datetime.date(2020, 1, 6), verbose_name='in force from'),
        ),
        migrations.AlterField(
            model_name='workinghours',
            name='last_day',
            field=models.DateField(blank=True, null=True, verbose_name='until'),
        ),
        migrations.AlterField(
            model_name='workinghours',
            name='location',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bookings.location', verbose_name='place'),
        ),
        migrations.AlterField(
            model_name='workload',
            name='most_deep_minutes',
            field=models.PositiveSmallIntegerField(verbose_name='minutes of deep work in a row, at most'),
        ),
        migrations.AlterField(
            model_name='workload',
            name='rest_minutes',
            field=models.PositiveSmallIntegerField(verbose_name='minutes of rest after it'),
        ),
    ]

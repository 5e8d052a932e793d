"""What the settings call things; the database is asked for nothing."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', "0009_recovery_codes_are_hashed"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='user',
            options={'verbose_name': 'account'},
        ),
        migrations.AlterField(
            model_name='client',
            name='born_on',
            field=models.DateField(blank=True, null=True, verbose_name='date of birth'),
        ),
        migrations.AlterField(
            model_name='client',
            name='home_therapist',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='home_clients', to='accounts.therapist', verbose_name='own therapist'),
        ),
        migrations.AlterField(
            model_name='client',
            name='user',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='client', to=settings.AUTH_USER_MODEL, verbose_name='account'),
        ),
        migrations.AlterField(
            model_name='clientevent',
            name='born_on',
            field=models.DateField(blank=True, null=True, verbose_name='date of birth'),
        ),
        migrations.AlterField(
            model_name='clientevent',
            name='home_therapist',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.therapist', verbose_name='own therapist'),
        ),
        migrations.AlterField(
            model_name='clientevent',
            name='user',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account'),
        ),
        migrations.AlterField(
            model_name='therapist',
            name='bio',
            field=models.TextField(blank=True, verbose_name='about them, for clients'),
        ),
        migrations.AlterField(
            model_name='therapist',
            name='is_bookable',
            field=models.BooleanField(default=True, verbose_name='clients can choose them'),
        ),
        migrations.AlterField(
            model_name='therapist',
            name='pregnancy_trained',
            field=models.BooleanField(default=False, verbose_name='trained for pregnancy'),
        ),
        migrations.AlterField(
            model_name='therapist',
            name='title',
            field=models.CharField(blank=True, max_length=200, verbose_name='job title'),
        ),
        migrations.AlterField(
            model_name='therapist',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='therapist', to=settings.AUTH_USER_MODEL, verbose_name='account'),
        ),
        migrations.AlterField(
            model_name='therapistevent',
            name='is_bookable',
            field=models.BooleanField(default=True, verbose_name='clients can choose them'),
        ),
        migrations.AlterField(
            model_name='therapistevent',
            name='pregnancy_trained',
            field=models.BooleanField(default=False, verbose_name='trained for pregnancy'),
        ),
        migrations.AlterField(
            model_name='therapistevent',
            name='title',
            field=models.CharField(blank=True, max_length=200, verbose_name='job title'),
        ),
        migrations.AlterField(
            model_name='therapistevent',
            name='user',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account'),
        ),
        migrations.AlterField(
            model_name='user',
            name='is_active',
            field=models.BooleanField(default=True, verbose_name='may sign in'),
        ),
        migrations.AlterField(
            model_name='user',
            name='role',
            field=models.CharField(choices=[('client', 'Client'), ('therapist', 'Therapist'), ('admin', 'Admin')], default='client', max_length=10),
        ),
        migrations.AlterField(
            model_name='userevent',
            name='is_active',
            field=models.BooleanField(default=True, verbose_name='may sign in'),
        ),
        migrations.AlterField(
            model_name='userevent',
            name='role',
            field=models.CharField(choices=[('client', 'Client'), ('therapist', 'Therapist'), ('admin', 'Admin')], default='client', max_length=10),
        ),
    ]

from django.db import migrations

# What a release has settled already, as it was reckoned until now: of the answer itself, of one that follows
# it, or of a later one of the same person. From here on a release says so itself.
ASKED_ABOUT = """
UPDATE assessments_clearance AS told SET lasting = false
WHERE told.lasting AND told.released_at IS NULL AND EXISTS (
  SELECT 1 FROM assessments_clearance AS since
  WHERE since.released_at IS NOT NULL AND (
    since.follows_stop_id = told.id
    OR since.id > told.id AND CASE
      WHEN told.client_id IS NULL THEN since.intake_id = told.intake_id
      ELSE since.client_id = told.client_id
    END
  )
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0017_lasting'),
    ]

    operations = [
        migrations.RunSQL(ASKED_ABOUT, migrations.RunSQL.noop),
    ]

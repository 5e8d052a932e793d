from django.db import migrations

# What a therapist found at a visit before it lasted, as queries/earlier.py reads it: a flag that rests on a test
# that a safety rule asks for. What a release has settled since stays settled.
FOUND_BEFORE = """
UPDATE assessments_clearance AS found SET lasting = true
FROM assessments_result AS result
WHERE result.id = found.result_id AND found.released_at IS NULL AND NOT found.lasting
  AND found.tier NOT IN ('emergency', 'same_day')
  AND EXISTS (
    SELECT 1 FROM jsonb_array_elements(result.snapshot -> 'triage' -> 'flags') AS flag,
      jsonb_array_elements_text(flag -> 'answers') AS key
    WHERE split_part(key, '.', 1) IN (
      'ankle_jerk', 'calf_girth', 'foot_pulses', 'foot_temperature', 'heel_raise_straight', 'pitting', 'sensation'
    )
  )
  AND NOT EXISTS (
    SELECT 1 FROM assessments_clearance AS since
    WHERE since.released_at IS NOT NULL AND since.id > found.id AND CASE
      WHEN found.client_id IS NULL THEN since.intake_id = found.intake_id
      ELSE since.client_id = found.client_id
    END
  )
"""


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0018_asked_about'),
    ]

    operations = [
        migrations.RunSQL(FOUND_BEFORE, migrations.RunSQL.noop),
    ]

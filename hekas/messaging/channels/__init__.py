"""The ways out of the house: e-mail through Django's backends, texts through a small gateway."""

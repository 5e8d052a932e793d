"""The questions of each version, so that older answers can be read among all that was asked with them."""

from django.db import models

from hekas.db import BaseModel


class QuestionnaireForm(BaseModel):
    """One version as its release asked it: the two files of the questionnaire. Never changed."""

    version = models.CharField(max_length=40, unique=True)
    pages = models.TextField()
    choices = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"Questions, version {self.version}"

"""manage.py build_assets: the font subset and the style bundle; silent when nothing changed."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from hekas.web import assets


class Command(BaseCommand):
    help = "Builds static/fonts/figtree.woff2 and static/build/site.css where they are missing or old."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for name in assets.build(settings.BASE_DIR / "static"):
            self.stdout.write(f"built static/{name}")

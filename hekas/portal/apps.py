from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "hekas.portal"
    label = "portal"

    def ready(self) -> None:
        """Django tells us of the moment at which somebody signs in by a signal of its own."""
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415 - models are not there before

        from hekas.portal import whose_answers  # noqa: PLC0415 - as above

        user_logged_in.connect(whose_answers.signed_in, dispatch_uid="whose_answers.signed_in")

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "hekas.accounts"
    label = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """Django and allauth tell us of moments by signals of theirs; nothing of ours sends any."""
        from allauth.mfa.signals import authenticator_added  # noqa: PLC0415 - models are not there before
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415 - as above

        from hekas.accounts import (  # noqa: PLC0415 - as above
            recovery_codes,
            second_factor,
            session_limits,
            sign_in_log,
            written_to,
        )

        user_logged_in.connect(session_limits.begin, dispatch_uid="session_limits.begin")
        authenticator_added.connect(second_factor.remember_set_up, dispatch_uid="second_factor.remember")
        sign_in_log.connect()
        written_to.connect()
        recovery_codes.install()

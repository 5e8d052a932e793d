"""The e-mail backend of a developer's machine: the letter goes to the console and into `var/mail`."""

from typing import Any

from django.core.mail.backends.console import EmailBackend as ConsoleBackend

from hekas.messaging.channels.kept import keep


class EmailBackend(ConsoleBackend):
    """Prints what a person would read, not the wire format; the mailbox page shows the whole letter."""

    def write_message(self, message: Any) -> None:
        """Print and keep one letter."""
        self.stream.write(f"--- letter to {', '.join(message.to)}: {message.subject}\n{message.body}\n")
        keep(message.message().as_bytes(), "eml")

"""What other rooms may do with messages: put one in the outbox, take those back that are not yet out."""

from hekas.messaging.actions.outbox import enqueue, void, void_each, written

__all__ = ["enqueue", "void", "void_each", "written"]

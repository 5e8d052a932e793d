"""How Django itself writes what our own filters do not: in the settings alone."""

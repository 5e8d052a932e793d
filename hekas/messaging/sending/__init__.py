"""Out of the house: what is due is claimed, asked about again, made ready, handed over, and written down."""

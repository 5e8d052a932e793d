"""The page of a visit: its head, what is measured and felt, what weighs, and an earlier one to read."""

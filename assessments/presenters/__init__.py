"""From rows and answers to what a page shows."""

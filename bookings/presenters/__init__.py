"""Objects → what a page shows. No reading, no writing."""

"""Pages of the case book."""

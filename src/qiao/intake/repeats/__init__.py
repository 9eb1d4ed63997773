"""What two records are compared by."""

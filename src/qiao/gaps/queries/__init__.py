"""What can be asked of gaps."""

"""What can be done about gaps."""

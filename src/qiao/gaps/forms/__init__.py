"""What is asked of a person at the desk of gaps."""

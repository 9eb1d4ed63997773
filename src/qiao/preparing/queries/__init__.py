"""What can be asked of this desk, a file a page."""

"""What people type at this desk."""

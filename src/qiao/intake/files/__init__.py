"""What the desk hands out as XLSX or CSV."""

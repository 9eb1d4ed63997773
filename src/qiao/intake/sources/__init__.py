"""Where voices come from: one source, one file, each handing the same values to the same actions."""

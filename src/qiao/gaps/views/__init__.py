"""The pages of 拾遗补缺."""

"""The sample crisis: invented people and messages in real counties, told through the real actions. 示例数据."""

"""The catalogue of service items (办事事项), as dated rows."""

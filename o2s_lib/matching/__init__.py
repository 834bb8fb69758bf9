"""Comparing names and numbers; pure."""

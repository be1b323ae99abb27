"""Measures of the platform under load; nothing here is part of the product."""

"""Formats that content comes in: plain text set as French print does, Markdown."""

"""Grading by hand: deadlines, work handed in, readers and rubrics, results given at once."""

"""What grading by hand does, one file per noun."""

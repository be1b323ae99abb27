"""The pages of cohorts, one subject per file."""

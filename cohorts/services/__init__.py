"""What happens in cohorts, one subject per file; these are the only writers of its tables."""

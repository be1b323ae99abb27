"""What people see and send of grading by hand, by who they are."""

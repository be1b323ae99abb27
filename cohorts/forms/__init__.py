"""What people may send, one subject per file."""

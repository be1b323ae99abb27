"""What people send about coaching: times to book, hours to publish."""

"""What surveys do: they are planned, sent, answered, and closed."""

"""The demonstration: made-up people who went through real courses by the services of real ones."""

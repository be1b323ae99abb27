"""Coaching: when coaches receive, what learners book, what becomes of each appointment."""

"""The pages of coaching: the learner's, the coach's, and those that open by a link."""

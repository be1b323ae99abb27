"""Pages of surveys: the learner answers, the team reads, the manager plans."""

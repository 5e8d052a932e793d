"""What somebody reads after the questions: their result, or the stop in its place."""

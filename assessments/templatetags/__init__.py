"""What templates of every app read of the rules."""

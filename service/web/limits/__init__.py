"""How often a caller is answered, how many at once, and how long anybody waits."""

"""What memory, or a replica, may answer instead of the database: polls of feeds above all."""

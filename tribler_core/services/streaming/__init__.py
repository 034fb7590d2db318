"""Files read while they are downloaded."""

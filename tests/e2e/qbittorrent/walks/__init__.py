"""What the judge does with each part of the API."""

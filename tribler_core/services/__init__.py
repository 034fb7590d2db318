"""The rules of the house: what every client, whatever its dialect, gets and must obey."""

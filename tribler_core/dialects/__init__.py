"""Words to values and back, one room a dialect; they do not know each other."""

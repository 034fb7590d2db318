"""Each preference is set over HTTP, in a whole daemon with a real engine, and its effect is looked at."""

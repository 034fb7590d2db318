"""The server: listeners, the front that picks a dialect, and the apps that dialects are mounted as."""

"""Every kind of download, and everything that can be done to one, through the API and with real peers."""

"""Who is told of downloads outside of the daemon: programs, mailboxes, webhooks."""

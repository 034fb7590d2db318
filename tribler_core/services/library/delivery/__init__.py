"""What is handed out: links, files, ZIPs, and the checksums of both."""

"""The library: files, ZIPs and checksums by themselves."""

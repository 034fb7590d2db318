"""What puts the anonymity network in force."""

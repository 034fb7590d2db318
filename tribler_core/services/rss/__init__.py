"""Feeds: read now and then, matched with rules, downloaded by themselves."""

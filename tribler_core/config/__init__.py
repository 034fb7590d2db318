"""`triblerd.conf` as typed sections that refuse nonsense.

Other rooms import the sections from `tribler_core.config.sections` and take the one they need.
"""

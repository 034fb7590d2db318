"""Habits of ipv8 that would be heard outside, or read as our own errors."""

import logging

import ipv8.messaging.interfaces.endpoint as ipv8_endpoint
import ipv8.overlay as ipv8_overlay

_TALKATIVE = (
    "HiddenTunnelCommunity",
    "OnionCommunity",
    "DHTDiscoveryCommunity",
    "PatientDHT",
    "ExitCommunity",
    "DHTCommunityProvider",
    "PexCommunity",
    "Endpoint",
    "RequestCache",
)
"""Loggers of ipv8 that report what strangers do as a warning or an error of ours."""


def be_quiet() -> None:
    """Never look for the addresses of this machine: ipv8 asks a name server for them, and says them to strangers."""
    for module, name in ((ipv8_overlay, "get_providers"), (ipv8_endpoint, "get_lan_addresses")):
        setattr(module, name, list)
    for talker in _TALKATIVE:
        logging.getLogger(talker).setLevel(logging.CRITICAL)

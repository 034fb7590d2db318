"""The engine, the catalogue, the clock and the networks, in memory and under the control of a test."""

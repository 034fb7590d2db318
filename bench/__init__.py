"""Benchmarks: triblerd beside other daemons and a bare libtorrent session, in the same run."""

"""What needs an overlay, and what is answered without one."""

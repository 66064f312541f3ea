"""What behaviours are written in."""

"""The vocabulary that definitions of resources and functions are written in."""

"""What holds for all tests."""

from hypothesis import settings

# The same examples for everybody, however slow the machine.
settings.register_profile("tests", derandomize=True, deadline=None)
settings.load_profile("tests")

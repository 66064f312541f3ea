"""The stacks are those of the engine's tests."""

from engine.conftest import stack as stack

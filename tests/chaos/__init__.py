"""Stacks that live through throttling, failures, lost answers, old news and kills."""

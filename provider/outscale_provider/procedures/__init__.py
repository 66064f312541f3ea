"""What several definitions do: to another object than their own, or in the same way."""

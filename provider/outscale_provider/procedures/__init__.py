"""What several definitions do with another object than their own."""

"""What is stored, and how time moves it."""

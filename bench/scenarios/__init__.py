"""What is asked of whom. A scenario starts whom it needs, and measures them in turn."""

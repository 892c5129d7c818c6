"""What a worker's process may see and spend: as a value, as a command line, and as this machine allows."""

"""What the owner of a tenant can see of what happened in it: stored events and live executions."""

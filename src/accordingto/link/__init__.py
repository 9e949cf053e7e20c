"""What meets: copies, relations and matters, all pure functions on claims."""

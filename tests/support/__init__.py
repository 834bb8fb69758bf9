"""What several tests need that is not a fixture."""

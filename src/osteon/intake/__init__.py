"""What enters a body: foods, supplements, sunlight and medicines."""

"""Tables and charts drawn from data already computed."""

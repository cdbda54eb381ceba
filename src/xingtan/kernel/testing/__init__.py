"""What tests of every room share: fixtures and small tools. Nothing here is imported by the product."""

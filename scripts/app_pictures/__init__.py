"""Pictures of `trapctl ui` for the docs."""

"""What holds for every test."""

from hypothesis import settings

# A deadline for each example is an assertion about time, and a busy machine breaks it.
settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")

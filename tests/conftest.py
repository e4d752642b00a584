"""Settings of all tests."""

from hypothesis import settings

# a property does not depend on how busy the machine is; speed lives in benchmarks/
settings.register_profile("kehoach", deadline=None)
settings.load_profile("kehoach")

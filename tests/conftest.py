"""What all tests share: properties are not timed, since speed is a matter of the benchmarks."""

from hypothesis import settings

settings.register_profile("gaoxin", deadline=None)
settings.load_profile("gaoxin")

"""What all tests share."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Machines are noisy: how long an example takes says nothing about what is tested.
settings.register_profile(
    "batten", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("batten")

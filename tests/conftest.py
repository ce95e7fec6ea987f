"""How properties are tried: how long an example takes never decides, for a busy machine must not fail a test."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("any_pace", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any_pace")

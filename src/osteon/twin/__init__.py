"""One person's model fitted to their labs: fit it, explain it, and find the test that would tell most."""

from osteon.twin.explaining import explain
from osteon.twin.fitting import fit
from osteon.twin.next_tests import next_test
from osteon.twin.records import Twin

__all__ = ["Twin", "explain", "fit", "next_test"]

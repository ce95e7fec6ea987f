"""Parameters that the published files list and no equation reads; kept so that every published name can be set."""

from __future__ import annotations

from osteon.body.published.record import CORE, LATER, printed
from osteon.engine.declare import Param, Subsystem, value
from osteon.engine.quantity import Quantity


def _idle(number: float, unit: str, symbol: str, doc: str, *, source: str = LATER) -> Param:
    return printed(number, unit, symbol, doc, source=source, note="in no equation")


class Unread(Subsystem):
    """Changing any of these changes no trajectory; T43 alone is written to the output, as it stands."""

    source = "golden_parameters"

    t43 = _idle(1.03856, "1", "T43", "only captured")
    t45 = _idle(3.85, "1", "T45", "without meaning in the files")
    t84 = _idle(0.25, "1", "T84", "without meaning in the files")
    hormone_input = _idle(0.0, "pmol/h", "IPTHint", "PTH input of the 2010 form", source=CORE)
    hormone_infusion = _idle(0.0, "pmol/h", "IPTHinf", "PTH infusion of the 2010 form", source=CORE)
    survival_twin = _idle(3.0923, "1", "LsurvOCCgam", "near twin of LsurvOCgam", source=CORE)
    teriparatide_volume = _idle(7.0, "L", "TERIVD", "teriparatide volume")
    ethnicity = _idle(0.0, "1", "ETHN", "ethnicity flag")
    body_mass_index = _idle(28.0, "kg/m2", "BMI", "body mass index")
    osteoblast_exponent = _idle(1.2e-05, "1", "obGAM", "exponent of estrogen on osteoblasts")

    @value("1", symbol="T43")
    def t43_output(self) -> Quantity:
        """The parameter T43, which the published files write with the states."""
        return self.t43

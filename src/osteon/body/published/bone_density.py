"""Bone mineral density (BMD) of lumbar spine and femoral neck, relative to the start."""

from __future__ import annotations

from osteon.body.published.record import LATER, printed
from osteon.engine.declare import Needs, Pool, Subsystem, flow, value
from osteon.engine.quantity import Quantity


class BoneDensity(Subsystem):
    """Indirect responses to osteoblasts and osteoclasts; two spine states with different calibrations, as published."""

    source = "petersonriggs2012"

    spine_turnover = printed(0.000397, "1/h", "koutBMDls", "lumbar spine BMD turnover", source=LATER)
    denosumab_turnover = printed(
        0.000145, "1/h", "koutBMDlsDEN", "lumbar spine BMD turnover, denosumab calibration", source=LATER
    )
    neck_turnover = printed(5.651e-06, "1/h", "koutBMDfnBAS", "femoral neck BMD turnover", source=LATER)
    gain_exponent = printed(0.0793, "1", "gamOB", "exponent of osteoblasts on BMD gain, all three states", source=LATER)
    spine_exponent = printed(0.14, "1", "gamOCls", "exponent of osteoclasts on spine BMD loss", source=LATER)
    denosumab_exponent = printed(
        0.0679, "1", "gamOClsDEN", "exponent of osteoclasts on spine BMD loss, denosumab calibration", source=LATER
    )
    neck_exponent = printed(0.3101, "1", "gamOCfnBAS", "exponent of osteoclasts on neck BMD loss", source=LATER)

    osteoblast_ratio = Needs("osteoblasts.ratio", "1")
    osteoclast_ratio = Needs("osteoclasts.ratio", "1")

    spine = Pool("1", start=1.0, symbol="BMDls", doc="lumbar spine BMD, general calibration")
    spine_denosumab = Pool("1", start=1.0, symbol="BMDlsDEN", doc="lumbar spine BMD, denosumab calibration")
    neck = Pool("1", start=1.0, symbol="BMDfn", doc="femoral neck BMD")

    @value("%", symbol="BMDlsDENchange")
    def spine_denosumab_change(self) -> Quantity:
        """Change of lumbar spine BMD from the start, denosumab calibration."""
        return self.spine_denosumab - 1

    @value("1")
    def gain(self) -> Quantity:
        """Effect of osteoblasts on BMD gain, 1 at baseline."""
        return self.osteoblast_ratio**self.gain_exponent

    @flow(into=spine)
    def spine_gain(self) -> Quantity:
        """Gain of lumbar spine BMD."""
        return self.spine_turnover * self.gain

    @flow(spine)
    def spine_loss(self) -> Quantity:
        """Loss of lumbar spine BMD."""
        return self.spine_turnover * self.osteoclast_ratio**self.spine_exponent * self.spine

    @flow(into=spine_denosumab)
    def spine_denosumab_gain(self) -> Quantity:
        """Gain of lumbar spine BMD, denosumab calibration."""
        return self.denosumab_turnover * self.gain

    @flow(spine_denosumab)
    def spine_denosumab_loss(self) -> Quantity:
        """Loss of lumbar spine BMD, denosumab calibration."""
        return self.denosumab_turnover * self.osteoclast_ratio**self.denosumab_exponent * self.spine_denosumab

    @flow(into=neck)
    def neck_gain(self) -> Quantity:
        """Gain of femoral neck BMD."""
        return self.neck_turnover * self.gain

    @flow(neck)
    def neck_loss(self) -> Quantity:
        """Loss of femoral neck BMD."""
        return self.neck_turnover * self.osteoclast_ratio**self.neck_exponent * self.neck

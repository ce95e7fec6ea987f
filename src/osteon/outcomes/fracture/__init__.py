"""Fracture risk from age, sex, bone density and risk factors: hazards, absolute risk and plain numbers."""

from osteon.outcomes.fracture.baseline import hip_gradient
from osteon.outcomes.fracture.country import CountryRate, countries, country_multiplier, death_table
from osteon.outcomes.fracture.factors import RiskFactors, log_relative_risk
from osteon.outcomes.fracture.gains import against_usual, treatment
from osteon.outcomes.fracture.hazards import OUTCOMES, Hazards, fracture_hazards
from osteon.outcomes.fracture.parameters import FractureParameters, records
from osteon.outcomes.fracture.report import Interval, OfAThousand, of_a_thousand
from osteon.outcomes.fracture.risk import FractureRisk, cumulative_incidence, fracture_risk, usual_course

__all__ = [
    "OUTCOMES",
    "CountryRate",
    "FractureParameters",
    "FractureRisk",
    "Hazards",
    "Interval",
    "OfAThousand",
    "RiskFactors",
    "against_usual",
    "countries",
    "country_multiplier",
    "cumulative_incidence",
    "death_table",
    "fracture_hazards",
    "fracture_risk",
    "hip_gradient",
    "log_relative_risk",
    "of_a_thousand",
    "records",
    "treatment",
    "usual_course",
]

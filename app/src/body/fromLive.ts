import type { Schemas } from '../api/client';
import type { Band } from '../format';
import type { MapReadings } from './readings';

const NOTHING: Band = { low: 0, median: 0, high: 0 };
const band = (figure: Schemas['Figure'] | undefined): Band => (figure ? { low: figure.low, median: figure.middle, high: figure.high } : NOTHING);

/** What the map shows, out of an answer of the live view. */
export function mapReadings(live: Schemas['Live'], skinType: number): MapReadings {
  const flows = new Map(live.flows.map((flow) => [flow.id, band(flow.amount)]));
  const levels = new Map(live.levels.map((level) => [level.outcome, band(level.amount)]));
  const flow = (id: string): Band => flows.get(id) ?? NOTHING;
  const level = (id: string): Band => levels.get(id) ?? NOTHING;
  const curve = live.curves.find((each) => each.id === 't_lumbar_spine');
  const soon = curve ? Math.min(2, curve.x.length - 1) : 0;
  const tScore = curve ? { low: curve.p5[soon] ?? 0, median: curve.p50[soon] ?? 0, high: curve.p95[soon] ?? 0 } : null;
  return {
    calcium: {
      food: flow('calcium_food').median,
      supplement: flow('calcium_pills').median,
      absorbed: flow('calcium_absorbed'),
      stool: sum(flow('calcium_passed'), flow('calcium_secreted')),
      secreted: flow('calcium_secreted'),
      urine: flow('calcium_urine'),
      sweat: flow('calcium_sweat'),
      uptake: flow('bone_uptake'),
      release: flow('bone_release'),
      net: flow('bone_net'),
    },
    d3: {
      skin: flow('d3_skin').median, food: flow('d3_food').median, supplement: flow('d3_pills').median,
      absorbed: flow('d3_absorbed').median, made: flow('calcidiol_made').median, calcitriol: flow('calcitriol_made').median,
    },
    k: { k1: flow('k1_food').median, k2: flow('k2_food').median, supplement: flow('mk7_pills').median, used: flow('k_used').median, delivered: flow('k_delivered').median },
    absorption: level('fractional_calcium_absorption'),
    calcidiol: level('25ohd_serum'),
    calcitriol: level('1_25ohd_serum'),
    hormone: level('pth_intact'),
    serum: level('calcium_serum'),
    inactiveOsteocalcin: level('ucoc_fraction'),
    inactiveMgp: level('dp_ucmgp'),
    stiffness: level('pwv_carotid_femoral'),
    calcified: level('cac_chance'),
    tScore,
    density: tScore ? 1 + 0.12 * tScore.median : 1,
    sunMinutes: live.sliders.sun_minutes,
    skinType,
  };
}

/** Two flows into one: the middles add; the ends too, which is the widest that both together can be. */
function sum(one: Band, two: Band): Band {
  return { low: one.low + two.low, median: one.median + two.median, high: one.high + two.high };
}

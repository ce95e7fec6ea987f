import type { Band } from '../format';
import type { FlowName } from './layout';

/** What the map shows: one settled day of one person. Calcium in mg, vitamins in micrograms. */
export interface MapReadings {
  calcium: {
    food: number;
    supplement: number;
    absorbed: Band;
    stool: Band;
    secreted: Band;
    urine: Band;
    sweat: Band;
    uptake: Band;
    release: Band;
    net: Band;
  };
  d3: { skin: number; food: number; supplement: number; absorbed: number; made: number; calcitriol: number };
  k: { k1: number; k2: number; supplement: number; used: number; delivered: number };
  absorption: Band;
  calcidiol: Band;
  calcitriol: Band;
  hormone: Band;
  serum: Band;
  inactiveOsteocalcin: Band;
  inactiveMgp: Band;
  stiffness: Band;
  calcified: Band;
  tScore: Band | null;
  density: number;
  sunMinutes: number;
  skinType: number;
}

export type Kind = 'calcium' | 'd3' | 'k2' | 'signal';

export const KIND: Record<FlowName, Kind> = {
  eatCalcium: 'calcium', takeCalcium: 'calcium', stool: 'calcium', absorbed: 'calcium', secreted: 'calcium', uptake: 'calcium',
  release: 'calcium', toKidney: 'calcium', urine: 'calcium', sweat: 'calcium', plaque: 'calcium',
  sunD: 'd3', skinD: 'd3', eatD: 'd3', takeD: 'd3', gutD: 'd3', liverD: 'd3', kidneyD: 'd3', calcitriol: 'd3',
  eatK: 'k2', takeK: 'k2', gutK: 'k2', liverK: 'k2', boneK: 'k2', arteryK: 'k2',
  pthBone: 'signal', pthKidney: 'signal',
};

/** Signals have no amount of their own: they are drawn as dotted lines of one width. */
export const SIGNALS: ReadonlySet<FlowName> = new Set<FlowName>(['pthBone', 'pthKidney', 'calcitriol', 'plaque', 'kidneyD', 'boneK', 'arteryK']);

export interface Scale { perMg: number; perUgD: number; perUgK: number }

const drawn = (width: number): number => (width <= 0.02 ? 0 : Math.max(1, width));

/** The width of each flow, in units of the drawing: straight proportion to the amount, 1 at least where anything flows. */
export function widths(readings: MapReadings, scale: Scale): Record<FlowName, number> {
  const { calcium, d3, k } = readings;
  const mg = (amount: number): number => drawn(amount * scale.perMg);
  const ugD = (amount: number): number => drawn(amount * scale.perUgD);
  const ugK = (amount: number): number => drawn(amount * scale.perUgK);
  return {
    eatCalcium: mg(calcium.food),
    takeCalcium: mg(calcium.supplement),
    stool: mg(calcium.stool.median),
    absorbed: mg(calcium.absorbed.median),
    secreted: mg(calcium.secreted.median),
    uptake: mg(calcium.uptake.median),
    release: mg(calcium.release.median),
    toKidney: mg(calcium.urine.median),
    urine: mg(calcium.urine.median),
    sweat: mg(calcium.sweat.median),
    plaque: 1.6,
    sunD: ugD(d3.skin),
    skinD: ugD(d3.skin),
    eatD: ugD(d3.food),
    takeD: ugD(d3.supplement),
    gutD: ugD(d3.absorbed),
    liverD: ugD(d3.made),
    kidneyD: 2.4,
    calcitriol: 2.4,
    eatK: ugK(k.k1 + k.k2),
    takeK: ugK(k.supplement),
    gutK: ugK(k.used),
    liverK: ugK(k.delivered),
    boneK: 2.6,
    arteryK: 2.6,
    pthBone: 2.2,
    pthKidney: 2.2,
  };
}

import type { Schemas } from '../api/client';
import type { SliderName } from '../state/live';

export interface Spec { id: SliderName; low: number; high: number; step: number; tone: 'd3' | 'k2' | 'calcium' | 'sun' | 'age' }

const TONES: Record<SliderName, Spec['tone']> = { d3_iu: 'd3', mk7_ug: 'k2', calcium_mg: 'calcium', sun_minutes: 'sun', age: 'age' };
const PLAIN: Spec[] = [
  { id: 'd3_iu', low: 0, high: 5000, step: 100, tone: 'd3' },
  { id: 'mk7_ug', low: 0, high: 360, step: 5, tone: 'k2' },
  { id: 'calcium_mg', low: 0, high: 1500, step: 50, tone: 'calcium' },
  { id: 'sun_minutes', low: 0, high: 120, step: 5, tone: 'sun' },
  { id: 'age', low: 18, high: 90, step: 1, tone: 'age' },
];

/** The sliders as the server describes them; until it has answered, as they usually are. */
export function fromSliders(specs: readonly Schemas['SliderSpec'][] | undefined): Spec[] {
  const known = (specs ?? []).filter((spec): spec is Schemas['SliderSpec'] & { id: SliderName } => spec.id in TONES);
  return known.length ? known.map((spec) => ({ id: spec.id, low: spec.low, high: spec.high, step: spec.step, tone: TONES[spec.id] })) : PLAIN;
}

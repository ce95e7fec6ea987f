import { describe, expect, it } from 'vitest';
import { layouts, type FlowName, type OrganName } from './layout';
import { KIND, widths, type MapReadings } from './readings';

const same = (value: number): { low: number; median: number; high: number } => ({ low: value, median: value, high: value });
const day = (eaten: number, taken: number): MapReadings => ({
  calcium: { food: eaten, supplement: taken, absorbed: same(250), stool: same(700), secreted: same(100), urine: same(120), sweat: same(30), uptake: same(340), release: same(365), net: same(-25) },
  d3: { skin: 10, food: 4, supplement: 0, absorbed: 3, made: 12, calcitriol: 1.1 },
  k: { k1: 50, k2: 40, supplement: 0, used: 90, delivered: 80 },
  absorption: same(0.3), calcidiol: same(60), calcitriol: same(110), hormone: same(45), serum: same(2.35), inactiveOsteocalcin: same(20), inactiveMgp: same(300), stiffness: same(8), calcified: same(30),
  tScore: same(-1), density: 0.9, sunMinutes: 20, skinType: 2,
});

describe('the width of a flow', () => {
  it('is in straight proportion to the amount', () => {
    const one = widths(day(400, 0), layouts.wide);
    const two = widths(day(800, 0), layouts.wide);
    expect(two.eatCalcium).toBeCloseTo(2 * one.eatCalcium);
  });
  it('is nothing where nothing flows, and can be seen where a little does', () => {
    const drawn = widths(day(400, 0), layouts.wide);
    expect([drawn.takeCalcium, drawn.takeD, drawn.takeK]).toEqual([0, 0, 0]);
    expect(drawn.sweat).toBeGreaterThanOrEqual(1);
  });
});

describe('both drawings', () => {
  it.each(['wide', 'tall'] as const)('%s holds every organ and flow inside its frame', (name) => {
    const layout = layouts[name];
    expect(Object.keys(layout.flows).sort()).toEqual((Object.keys(KIND) as FlowName[]).sort());
    for (const organ of Object.keys(layout.organs) as OrganName[]) {
      const { x, y } = layout.organs[organ];
      expect(x > 0 && x < layout.width && y > 0 && y < layout.height).toBe(true);
    }
    for (const course of Object.values(layout.flows)) {
      const numbers = (course.d.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
      numbers.forEach((value, index) => expect(value).toBeLessThanOrEqual(index % 2 ? layout.height : layout.width));
    }
  });
});

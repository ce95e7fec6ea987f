import { describe, expect, it } from 'vitest';
import { niceRange, niceStep, steady } from './scale';

describe('axes', () => {
  it('ends on whole steps that hold everything', () => {
    expect(niceRange(3, 97)).toEqual([0, 100]);
    const [low, high] = niceRange(0.813, 1.004);
    expect(low).toBeLessThanOrEqual(0.813);
    expect(high).toBeGreaterThanOrEqual(1.004);
  });
  it('steps by 1, 2 or 5', () => {
    expect([niceStep(0.03), niceStep(3), niceStep(17)]).toEqual([0.05, 5, 20]);
  });
  it('stays while the slider moves nearby, and gives way when it must', () => {
    expect(steady([10, 90], [0, 100])).toEqual([0, 100]);
    expect(steady([10, 120], [0, 100])).toEqual([10, 120]);
    expect(steady([0, 20], [0, 100])).toEqual([0, 20]);
  });
});

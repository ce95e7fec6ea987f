import { describe, expect, it } from 'vitest';
import { nice, range, show, signed } from './format';

describe('numbers as people read them', () => {
  it('uses a true minus and groups thousands', () => {
    expect(show(-1234.5, 0)).toBe('\u22121,235');
    expect(show(4093, 0)).toBe('4,093');
  });
  it('never writes minus zero', () => {
    expect(show(-0.001, 1)).toBe('0.0');
    expect(signed(-0.0001, 2)).toBe('0.00');
    expect(signed(0.0001, 2)).toBe('0.00');
  });
  it('keeps two to three figures where none are asked for', () => {
    expect([show(0.2695), show(2.345), show(23.45), show(234.5)]).toEqual(['0.27', '2.3', '23.5', '235']);
  });
  it('shows an interval with one number of digits', () => {
    expect(range({ low: 8.04, high: 120 })).toBe('8 to 120');
  });
  it('says nothing of what is not there', () => {
    expect(show(null)).toBe('\u2013');
    expect(show(Number.NaN)).toBe('\u2013');
  });
  it('writes units as people do', () => {
    expect(nice('180 ug of MK-7, 0.9 g/cm2')).toBe('180 \u00b5g of MK-7, 0.9 g/cm\u00b2');
    expect(nice('change -0.5 (-0.7 to 0.1)')).toBe('change \u22120.5 (\u22120.7 to 0.1)');
  });
});

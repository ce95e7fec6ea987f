export interface Band { low: number; median: number; high: number }

const MINUS = '\u2212';
const formats = new Map<number, Intl.NumberFormat>();

function format(digits: number): Intl.NumberFormat {
  const known = formats.get(digits);
  if (known) return known;
  const made = new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  formats.set(digits, made);
  return made;
}

/** Digits that keep two to three figures of a number. */
export function digitsFor(value: number): number {
  const size = Math.abs(value);
  if (size >= 100 || size === 0) return 0;
  if (size >= 10) return size % 1 === 0 ? 0 : 1;
  return size >= 1 ? 1 : 2;
}

/** A number as people read it: grouped thousands, a true minus, never "-0". */
export function show(value: number | null | undefined, digits?: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '\u2013';
  const places = digits ?? digitsFor(value);
  const text = format(places).format(Math.abs(value));
  return value < 0 && Number(text.replace(/,/g, '')) !== 0 ? MINUS + text : text;
}

export function signed(value: number, digits?: number): string {
  const text = show(value, digits);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

export function range(band: { low: number; high: number }, digits?: number): string {
  const places = digits ?? digitsFor(Math.max(Math.abs(band.low), Math.abs(band.high)));
  return `${show(band.low, places)} to ${show(band.high, places)}`;
}

export const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Units and texts of the server as people write them: \u00b5 for u, raised numbers, a true minus. */
export function nice(text: string): string {
  return text.replace(/\bug\b/g, '\u00b5g').replace(/\bumol\b/g, '\u00b5mol').replace(/\b(c?m)2\b/g, '$1\u00b2').replace(/\b(c?m)3\b/g, '$1\u00b3').replace(/(^|[\s(])-(?=\d)/g, '$1\u2212');
}

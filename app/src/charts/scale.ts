/** Round ends for an axis: the smallest span of whole steps that holds low to high. */
export function niceRange(low: number, high: number, ticks = 4): [number, number] {
  if (!(high > low)) return [low - 1, high + 1];
  const step = niceStep((high - low) / ticks);
  return [Math.floor(low / step + 1e-9) * step, Math.ceil(high / step - 1e-9) * step];
}

/** 1, 2 or 5 times a power of ten, at least `rough`. */
export function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  const factor = share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10;
  return factor * power;
}

/** The axis of a curve over all that is drawn; a range once widened stays while the slider moves nearby, so that it does not jump. */
export function steady(range: [number, number], before: [number, number] | null): [number, number] {
  if (!before) return range;
  const span = before[1] - before[0];
  const fits = range[0] >= before[0] && range[1] <= before[1];
  const wasteful = range[1] - range[0] < 0.55 * span;
  return fits && !wasteful ? before : range;
}

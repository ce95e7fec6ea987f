import type { JSX } from 'react';

interface Props { total: 100 | 1000; hit: number; low: number; high: number; label: string }

const PERSON = 'm0,-4.1a1.75,1.75 0 1 1 -.01,0zm-2.3,4.4a2.3,2.3 0 0 1 4.6,0v3.9h-4.6z';

/** So many of 100 or 1,000 people: dark ones are the middle estimate, pale ones reach up to the high end of the interval. */
export function IconArray({ total, hit, low, high, label }: Props): JSX.Element {
  const columns = total === 100 ? 20 : 50;
  const step = total === 100 ? 10 : 5;
  const rows = total / columns;
  const part = (from: number, to: number): string => {
    let d = '';
    for (let index = Math.round(from); index < Math.round(to); index += 1) {
      const x = (index % columns) * step + step / 2;
      const y = Math.floor(index / columns) * (step * 1.12) + step * 0.62;
      d += total === 100 ? `M${x},${y}${PERSON}` : `M${x - 1.8},${y}a1.8,1.8 0 1 0 3.6,0a1.8,1.8 0 1 0 -3.6,0z`;
    }
    return d;
  };
  const shares = [low, hit, high].map((value) => Math.max(0, Math.min(total, (value * total) / 1000)));
  const [, middle = 0, most = 0] = shares;
  return (
    <svg className="icon-array" viewBox={`0 0 ${columns * step} ${rows * step * 1.12 + 1}`} role="img" aria-label={label}>
      <path className="rest" d={part(Math.max(middle, most), total)} />
      <path className="maybe" d={part(middle, most)} />
      <path className="hit" d={part(0, middle)} />
    </svg>
  );
}

import { useId, type JSX } from 'react';
import { show } from '../format';

interface Props {
  label: string; unit: string; value: number; low: number; high: number; step: number; tone?: 'd3' | 'k2' | 'calcium' | 'sun' | 'age';
  chosen?: boolean; ends: [string, string]; note?: string; onMove: (value: number) => void;
}

export function Slider({ label, unit, value, low, high, step, tone, chosen, ends, note, onMove }: Props): JSX.Element {
  const id = useId();
  const at = (100 * (Math.min(high, value) - low)) / (high - low);
  return (
    <div className={`slider ${tone ?? ''} ${chosen ? 'chosen' : ''}`}>
      <div className="slider-top">
        <label htmlFor={id}>{label}</label>
        <output htmlFor={id}>{show(value, 0)} <span>{unit}</span></output>
      </div>
      <input
        id={id}
        type="range"
        min={low}
        max={high}
        step={step}
        value={Math.min(high, Math.max(low, value))}
        aria-valuetext={`${show(value, 0)} ${unit}`}
        style={{ ['--at' as string]: `${at}%` }}
        onChange={(event) => onMove(Number(event.target.value))}
      />
      <div className="ticks" aria-hidden="true"><span>{ends[0]}</span><span>{note}</span><span>{ends[1]}</span></div>
    </div>
  );
}

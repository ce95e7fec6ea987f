import type { JSX } from 'react';
import type { Schemas } from '../../api/client';
import { nice, range, signed } from '../../format';
import { Why } from '../../parts/bits';
import { words } from '../../words';

type Row = Schemas['Together'];
const SHOWN = ['25ohd_serum', 'fractional_calcium_absorption', 'pth_intact', 'ucoc_fraction', 'dp_ucmgp', 'bmd_lumbar_spine', 'bmd_femoral_neck', 'bmd_total_hip', 'pwv_carotid_femoral', 'cac_score'];

/** What D3 and K2 change alone, together, and beyond the sum: computed, never assumed. */
export function Synergy({ rows }: { rows: readonly Row[] }): JSX.Element {
  const c = words.compare;
  const shown = SHOWN.map((id) => rows.find((row) => row.outcome === id)).filter((row): row is Row => row !== undefined);
  return (
    <section className="stack" aria-labelledby="synergy">
      <div className="section-head"><h2 id="synergy">{c.synergy}</h2><p>{c.synergyLead}</p></div>
      <div className="synergy">
        {shown.map((row) => <Card key={row.outcome} row={row} />)}
      </div>
    </section>
  );
}

const KINDS = ['d3', 'k2', 'both', 'interaction'] as const;

function Card({ row }: { row: Row }): JSX.Element {
  const c = words.compare;
  const factor = row.unit === '1' ? 100 : 1;
  const figures = KINDS.map((kind) => scaled(row[kind], factor));
  const low = Math.min(0, ...figures.map((figure) => figure.low));
  const high = Math.max(0, ...figures.map((figure) => figure.high));
  const span = Math.max(1e-9, high - low);
  const digits = factor === 100 ? 1 : row.digits >= 2 ? row.digits + 1 : row.digits + 1;
  const at = (value: number): number => 2 + (96 * (value - low)) / span;
  return (
    <article className="card flat stack tight">
      <h3 className="small-title"><Why name={row.outcome}>{words.outcomes[row.outcome] ?? row.words}</Why> <span className="micro quiet">{factor === 100 ? c.points : nice(row.unit)}</span></h3>
      <div className="forest-mini">
        {KINDS.map((kind, index) => {
          const figure = figures[index] ?? { low: 0, middle: 0, high: 0 };
          const tiny = Math.max(Math.abs(figure.low), Math.abs(figure.high)) < 10 ** -digits / 2;
          return (
            <div key={kind} className={`forest-row ${kind}`}>
              <span>{c.kinds[kind]}</span>
              <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
                <line x1={at(0)} x2={at(0)} y1="-2" y2="12" className="zero" />
                <line x1={at(figure.low)} x2={at(figure.high)} y1="5" y2="5" className="whisker" />
                <rect x={at(figure.middle) - 0.9} y="1.4" width="1.8" height="7.2" rx="0.6" className="dot" />
              </svg>
              <span className="number small">{tiny ? '0' : `${signed(figure.middle, digits)} (${range(figure, digits)})`}</span>
            </div>
          );
        })}
      </div>
      <p className="small quiet">{capital(row.says)}.</p>
    </article>
  );
}

const scaled = (figure: Schemas['Figure'], factor: number): Schemas['Figure'] => ({ low: figure.low * factor, middle: figure.middle * factor, high: figure.high * factor });
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

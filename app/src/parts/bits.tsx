import type { JSX, ReactNode } from 'react';
import type { Problem, Schemas } from '../api/client';
import { Refused } from '../api/client';
import { nice, range, show } from '../format';
import { openWhy } from '../state/why';
import { words } from '../words';

export function Support({ word }: { word: string }): JSX.Element {
  return <span className={`chip ${word}`}>{words.support[word as keyof typeof words.support] ?? word}</span>;
}

/** A number that opens its explanation. */
export function Why({ name, children, label }: { name: string; children: ReactNode; label?: string }): JSX.Element {
  return <button type="button" className="why number" title={words.why.open} aria-label={label} onClick={() => openWhy(name)}>{children}</button>;
}

interface FigureProps { name?: string; figure: { middle: number; low: number; high: number }; unit: string; digits?: number }

export function Figure({ name, figure, unit, digits }: FigureProps): JSX.Element {
  const text = show(figure.middle, digits);
  return (
    <div className="figure">
      <div className="big">{name ? <Why name={name}>{text}</Why> : text}<span>{unit}</span></div>
      <div className="range number">{range(figure, digits)}</div>
    </div>
  );
}

export function Problems({ problems, title }: { problems: readonly Problem[]; title: string }): JSX.Element | null {
  if (problems.length === 0) return null;
  return (
    <div className="problems" role="alert">
      <strong>{title}</strong>
      <ul>{problems.map((problem, index) => <li key={index}>{problem.line ? `${words.line(problem.line)}: ` : ''}{problem.field ? <b>{words.fields[problem.field] ?? problem.field}: </b> : null}{nice(problem.message)}</li>)}</ul>
    </div>
  );
}

/** Reasons to ask a doctor. */
export function StopList({ stops }: { stops: readonly Schemas['Stop'][] }): JSX.Element {
  return <ul>{stops.map((stop) => <li key={stop.what}><b>{stop.what}:</b> {nice(stop.why)}; {stop.ask}. <span className="quiet small">({stop.source})</span></li>)}</ul>;
}

/** What went wrong with a request, in words. */
export function Trouble({ error, again }: { error: unknown; again?: () => void }): JSX.Element {
  const refused = error instanceof Refused ? error : new Refused('', 'fault', []);
  const title = words.trouble[refused.kind as keyof typeof words.trouble] ?? words.trouble.fault;
  return (
    <div className="problems" role="alert">
      <strong>{title}</strong>
      {refused.message ? <p>{refused.message}</p> : null}
      {refused.problems.length > 1 ? <ul>{refused.problems.map((problem, index) => <li key={index}><b>{problem.field}: </b>{problem.message}</li>)}</ul> : null}
      {again ? <div><button type="button" className="button small" onClick={again}>{words.again}</button></div> : null}
    </div>
  );
}

export function Waiting({ children }: { children: ReactNode }): JSX.Element {
  return <p className="row quiet" role="status"><span className="spinner" aria-hidden="true" />{children}</p>;
}

export function PageHead({ kicker, title, lead, children }: { kicker: string; title: string; lead?: string; children?: ReactNode }): JSX.Element {
  return (
    <header className="page-head">
      <span className="kicker">{kicker}</span>
      <h1>{title}</h1>
      {lead ? <p className="lead">{lead}</p> : null}
      {children}
    </header>
  );
}

interface SegmentedProps<T extends string> { label: string; options: readonly (readonly [T, string])[]; value: T; onPick: (value: T) => void }

export function Segmented<T extends string>({ label, options, value, onPick }: SegmentedProps<T>): JSX.Element {
  return (
    <div className="segmented" role="group" aria-label={label}>
      {options.map(([id, text]) => <button key={id} type="button" aria-pressed={id === value} onClick={() => onPick(id)}>{text}</button>)}
    </div>
  );
}

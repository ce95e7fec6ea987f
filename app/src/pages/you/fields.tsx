import { useId, useState, type JSX, type ReactNode } from 'react';
import { person } from '../../state/person';
import { useStore } from '../../state/store';

/** The first problem that the server found at any of these places of the person, if there is one. */
export function useProblem(...paths: string[]): string | undefined {
  const { problems } = useStore(person);
  return problems.find((problem) => paths.includes(problem.path.join('.')))?.message;
}

interface FrameProps { label: string; path: string; hint?: string; children: (props: { id: string; 'aria-invalid': boolean; 'aria-describedby': string | undefined }) => ReactNode }

export function Frame({ label, path, hint, children }: FrameProps): JSX.Element {
  const id = useId();
  const problem = useProblem(path);
  const told = problem ? `${id}-problem` : hint ? `${id}-hint` : undefined;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': problem !== undefined, 'aria-describedby': told })}
      {problem ? <span className="problem" id={`${id}-problem`}>{problem}</span> : hint ? <span className="hint" id={`${id}-hint`}>{hint}</span> : null}
    </div>
  );
}

type Scalar = number | string | null | undefined;

const parse = (text: string): Scalar => {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return null;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : text;
};
const plain = (value: Scalar): string => (value === null || value === undefined ? '' : String(value));

interface NumberProps { label: string; path: string; hint?: string; unit?: string; value: number | null | undefined; onChange: (value: number | null) => void }

/** A number; what is no number is passed on as typed, so that the server can say what is wrong with it. */
export function NumberField({ label, path, hint, unit, value, onChange }: NumberProps): JSX.Element {
  const [typed, setTyped] = useState(plain(value));
  const text = plain(parse(typed)) === plain(value) ? typed : plain(value);
  return (
    <Frame label={label} path={path} hint={hint}>
      {(props) => (
        <span className="with-unit">
          <input {...props} className="input number" inputMode="decimal" autoComplete="off" value={text} onChange={(event) => { setTyped(event.target.value); onChange(parse(event.target.value) as number | null); }} />
          {unit ? <span className="unit" aria-hidden="true">{unit}</span> : null}
        </span>
      )}
    </Frame>
  );
}

/** Split "168 cm" into the number as typed and its unit. */
export function split(amount: string | null | undefined): [string, string] {
  const found = /^\s*([-+]?[\d.,eE+-]*\d[.,]?)\s*(.*)$/.exec(amount ?? '');
  if (found) return [found[1] ?? '', (found[2] ?? '').trim()];
  const text = amount ?? '';
  const gap = text.indexOf(' ');
  return gap < 0 ? [text, ''] : [text.slice(0, gap), text.slice(gap + 1).trim()];
}

interface AmountProps { label: string; path: string; hint?: string; unit: string; shown?: string; value: string | null | undefined; onChange: (value: string | null) => void }

/** An amount with a fixed unit. */
export function AmountField({ label, path, hint, unit, shown, value, onChange }: AmountProps): JSX.Element {
  const [number, given] = split(value);
  const kept = given || unit;
  return (
    <Frame label={label} path={path} hint={hint}>
      {(props) => (
        <span className="with-unit">
          <input {...props} className="input number" inputMode="decimal" autoComplete="off" value={number} onChange={(event) => onChange(event.target.value.trim() === '' ? null : `${event.target.value.replace(',', '.')} ${kept}`)} />
          <span className="unit" aria-hidden="true">{kept === unit ? (shown ?? unit) : kept}</span>
        </span>
      )}
    </Frame>
  );
}

interface ChoiceProps { label: string; path: string; hint?: string; value: string; options: readonly (readonly [string, string])[]; onChange: (value: string) => void }

export function ChoiceField({ label, path, hint, value, options, onChange }: ChoiceProps): JSX.Element {
  const known = options.some(([id]) => id === value) ? options : [...options, [value, value] as const];
  return (
    <Frame label={label} path={path} hint={hint}>
      {(props) => (
        <select {...props} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
          {known.map(([id, text]) => <option key={id} value={id}>{text}</option>)}
        </select>
      )}
    </Frame>
  );
}

interface TextProps { label: string; path: string; hint?: string; type?: string; value: string | null | undefined; onChange: (value: string | null) => void }

export function TextField({ label, path, hint, type = 'text', value, onChange }: TextProps): JSX.Element {
  return (
    <Frame label={label} path={path} hint={hint}>
      {(props) => <input {...props} className="input" type={type} autoComplete="off" value={value ?? ''} onChange={(event) => onChange(event.target.value || null)} />}
    </Frame>
  );
}

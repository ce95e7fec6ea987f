import { useEffect, useId, useRef, useState, type JSX } from 'react';

export interface Option<T> { id: string; text: string; aside?: string; value: T }

interface Props<T> {
  label: string;
  placeholder: string;
  /** What fits the text so far, the best first. */
  find: (text: string) => Promise<Option<T>[]>;
  onPick: (value: T) => void;
  /** Shown while nothing is typed; kept as it is if nothing is picked. */
  shown?: string;
  hideLabel?: boolean;
  invalid?: boolean;
  none: string;
}

const WAIT = 90;

/** A text field that completes; arrows, Enter and Escape work as in any list. */
export function Combo<T>({ label, placeholder, find, onPick, shown = '', hideLabel, invalid, none }: Props<T>): JSX.Element {
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  const [found, setFound] = useState<{ for: string; options: Option<T>[] }>({ for: '', options: [] });
  const [at, setAt] = useState(0);
  const asked = useRef(find);
  useEffect(() => { asked.current = find; });
  const sought = (text ?? '').trim();
  useEffect(() => {
    if (!sought) return undefined;
    let gone = false;
    const timer = window.setTimeout(() => {
      asked.current(sought).then((options) => { if (!gone) { setFound({ for: sought, options }); setAt(0); } }, () => undefined);
    }, WAIT);
    return () => { gone = true; window.clearTimeout(timer); };
  }, [sought]);
  const open = sought !== '' && found.for === sought;
  const pick = (option: Option<T> | undefined): void => {
    if (!option) return;
    setText(null);
    onPick(option.value);
  };
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'Escape') setText(null);
    if (!open) return;
    const count = found.options.length;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setAt((now) => (now + (event.key === 'ArrowDown' ? 1 : count - 1)) % Math.max(1, count));
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      pick(found.options[at]);
    }
  };
  return (
    <div className="field combo">
      <label htmlFor={id} className={hideLabel ? 'hidden-text' : ''}>{label}</label>
      <input
        id={id}
        className="input"
        role="combobox"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && found.options[at] ? `${id}-${at}` : undefined}
        aria-invalid={invalid}
        autoComplete="off"
        placeholder={placeholder}
        value={text ?? shown}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => setText(null)}
      />
      {open ? (
        <ul className="combo-list" role="listbox" id={`${id}-list`} aria-label={label}>
          {found.options.length === 0 ? <li role="option" aria-selected={false} aria-disabled>{none}</li> : null}
          {found.options.map((option, index) => (
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- keys are handled by the field that owns the list
            <li
              key={option.id}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === at}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => pick(option)}
            >
              <span>{option.text}</span><span>{option.aside}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

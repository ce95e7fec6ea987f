import type { JSX } from 'react';
import type { Live } from '../../state/live';
export function Doubt({ live }: { live: Live }): JSX.Element | null {
  return live.notes.length ? <div className="note">{live.notes.map((note) => <p key={note}>{note}</p>)}</div> : null;
}

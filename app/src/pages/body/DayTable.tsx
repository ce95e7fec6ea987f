import { useState, type JSX } from 'react';
import { nice, range, show } from '../../format';
import type { Live } from '../../state/live';
import { words } from '../../words';

/** The map as a table, for those who cannot or do not want to read the picture. */
export function DayTable({ live }: { live: Live }): JSX.Element {
  const [open, setOpen] = useState(false);
  const c = words.body.columns;
  return (
    <details className="day-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words.body.table}</summary>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={words.body.table}>
        <table>
          <thead><tr><th scope="col">{c.what}</th><th scope="col" className="number">{c.amount}</th><th scope="col" className="number">{c.today}</th><th scope="col">{c.unit}</th></tr></thead>
          <tbody>
            {(open ? live.flows : []).map((flow) => (
              <tr key={flow.id}>
                <th scope="row">{flow.words}</th>
                <td className="number">{show(flow.amount.middle)} ({range(flow.amount)})</td>
                <td className="number">{show(flow.today.middle)}</td>
                <td>{nice(flow.unit)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

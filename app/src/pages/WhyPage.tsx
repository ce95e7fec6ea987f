import { useState, type JSX } from 'react';
import { PageHead } from '../parts/bits';
import { go, href, route } from '../state/route';
import { useStore } from '../state/store';
import { words } from '../words';
import { WhyPanel } from './WhyPanel';

const FIRST = '25ohd_serum';

export function WhyPage(): JSX.Element {
  const { item } = useStore(route);
  const [typed, setTyped] = useState('');
  const name = item || FIRST;
  const w = words.why;
  return (
    <>
      <PageHead kicker={words.pages.why} title={words.outcomes[name] ?? name} lead={w.lead} />
      <div className="why-page">
        <nav className="stack tight" aria-label={w.outcomes}>
          <form className="row" onSubmit={(event) => { event.preventDefault(); if (typed.trim()) go('why', typed.trim()); }}>
            <input className="input" aria-label={w.find} placeholder={w.find} value={typed} maxLength={100} onChange={(event) => setTyped(event.target.value)} />
          </form>
          <ul className="side-list">
            {Object.entries(words.outcomes).map(([id, text]) => <li key={id}><a href={href('why', id)} aria-current={id === name ? 'page' : undefined}>{text}</a></li>)}
          </ul>
        </nav>
        <div className="card"><WhyPanel name={name} onOpen={(next) => go('why', next)} /></div>
      </div>
    </>
  );
}

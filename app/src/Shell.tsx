import { useEffect, useRef, type JSX } from 'react';
import { show } from './format';
import { StopList } from './parts/bits';
import { live } from './state/live';
import { meta } from './state/meta';
import { person } from './state/person';
import { href, PAGES, route } from './state/route';
import { useStore } from './state/store';
import { theme, toggleTheme } from './state/theme';
import { words } from './words';

export function Mark(): JSX.Element {
  return (
    <svg viewBox="0 0 64 64" aria-hidden="true">
      <rect width="64" height="64" rx="15" fill="#0f4f58" />
      <g fill="none" stroke="#f3ead8"><circle cx="32" cy="32" r="23" strokeWidth="3" opacity=".55" /><circle cx="32" cy="32" r="16" strokeWidth="3.2" opacity=".8" /><circle cx="32" cy="32" r="9.2" strokeWidth="3.4" /></g>
      <circle cx="32" cy="32" r="3.6" fill="#e8a93c" />
    </svg>
  );
}

export function Top(): JSX.Element {
  const { page } = useStore(route);
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const current = nav.current?.querySelector<HTMLElement>('[aria-current]');
    if (nav.current && current) nav.current.scrollLeft = current.offsetLeft - nav.current.clientWidth / 3;
  }, [page]);
  return (
    <header className="top">
      <div className="top-row">
        <a className="brand" href={href('body')}><Mark />{words.brand}</a>
        <nav className="nav" aria-label={words.shell.navigation} ref={nav}>
          {PAGES.map((each) => <a key={each} href={href(each)} aria-current={each === page ? 'page' : undefined}>{words.pages[each]}</a>)}
        </nav>
        <div className="top-tools">
          <Who />
          <ThemeButton />
        </div>
      </div>
    </header>
  );
}

function Who(): JSX.Element | null {
  const { read, example } = useStore(person);
  if (!read) return null;
  const { sex } = read.person.person;
  return (
    <a className="who" href={href('you')}>
      <span className="who-dot" aria-hidden="true">{(read.name || words.shell.who(sex, '')).slice(0, 1)}</span>
      <span>{read.name || words.shell.who(sex, show(read.age, 0))}</span>
      {example ? <em>{words.shell.example}</em> : null}
    </a>
  );
}

function ThemeButton(): JSX.Element {
  const now = useStore(theme);
  const label = now === 'dark' ? words.shell.toLight : words.shell.toDark;
  return (
    <button type="button" className="icon-button" onClick={toggleTheme} aria-label={label} title={label}>
      <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" aria-hidden="true">
        {now === 'dark' ? <><circle cx="12" cy="12" r="4.5" /><path d="M12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M4.9 4.9l1.8 1.8M17.3 17.3l1.8 1.8M4.9 19.1l1.8-1.8M17.3 6.7l1.8-1.8" /></> : <path d="M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5Z" />}
      </svg>
    </button>
  );
}

/** Reasons to ask a doctor, on every page, before anything else. */
export function Stops(): JSX.Element | null {
  const own = useStore(person).stops;
  const moved = useStore(live).live?.stops ?? [];
  const stops = [...own, ...moved.filter(({ what }) => !own.some((known) => known.what === what))];
  if (stops.length === 0) return null;
  return (
    <section className="stops" role="alert" aria-label={words.stops.title}>
      <div className="stops-row">
        <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" aria-hidden="true"><path d="M8.2 2.5h7.6l5.7 5.7v7.6l-5.7 5.7H8.2l-5.7-5.7V8.2Z" /><path d="M12 7v6.5M12 16.5v.5" strokeLinecap="round" /></svg>
        <div>
          <strong>{words.stops.title}</strong> {words.stops.body}
          <StopList stops={stops} />
        </div>
      </div>
    </section>
  );
}

export function Foot(): JSX.Element {
  const about = useStore(meta);
  return (
    <footer className="foot">
      <div className="foot-row">
        <p><strong>{words.shell.intended}</strong> {about?.intended_use ?? words.shell.fallbackUse}</p>
        <p className="right">{about ? words.shell.edition(about.edition, about.version) : ''}</p>
        <p>{words.shell.interval} {words.shell.local}</p>
      </div>
    </footer>
  );
}

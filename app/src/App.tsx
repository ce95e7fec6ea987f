import { lazy, Suspense, useEffect, useRef, type ComponentType, type JSX } from 'react';
import { WhyDrawer } from './parts/WhyDrawer';
import { Waiting } from './parts/bits';
import { BodyPage } from './pages/Body';
import { Foot, Stops, Top } from './Shell';
import { route, type Page } from './state/route';
import { useStore } from './state/store';
import { words } from './words';

const PAGES: Record<Page, ComponentType> = {
  body: BodyPage,
  you: lazy(async () => ({ default: (await import('./pages/You')).YouPage })),
  compare: lazy(async () => ({ default: (await import('./pages/Compare')).ComparePage })),
  plan: lazy(async () => ({ default: (await import('./pages/Plan')).PlanPage })),
  trials: lazy(async () => ({ default: (await import('./pages/Trials')).TrialsPage })),
  people: lazy(async () => ({ default: (await import('./pages/People')).PeoplePage })),
  why: lazy(async () => ({ default: (await import('./pages/WhyPage')).WhyPage })),
  report: lazy(async () => ({ default: (await import('./pages/Report')).ReportPage })),
};

export function App(): JSX.Element {
  const { page } = useStore(route);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    document.title = `${words.pages[page]} \u00b7 ${words.brand}`;
    if (first.current) {
      first.current = false;
      return;
    }
    window.scrollTo(0, 0);
    main.current?.focus();
  }, [page]);
  const Shown = PAGES[page];
  return (
    <div className="shell">
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>{words.skip}</a>
      <Top />
      <Stops />
      <main className="page" id="main" ref={main} tabIndex={-1}>
        <Suspense fallback={<Waiting>{words.shell.loading}</Waiting>}><Shown /></Suspense>
      </main>
      <Foot />
      <WhyDrawer />
    </div>
  );
}

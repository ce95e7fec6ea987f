import { lazy, Suspense, useEffect, useRef, type JSX } from 'react';
import { WhyDrawer } from './parts/WhyDrawer';
import { Waiting } from './parts/bits';
import { BodyPage } from './pages/Body';
import { Foot, Stops, Top } from './Shell';
import { route, type Page } from './state/route';
import { useStore } from './state/store';
import { words } from './words';

const PAGES: Record<Page, () => JSX.Element> = {
  body: BodyPage,
  you: BodyPage,
  compare: BodyPage,
  plan: BodyPage,
  trials: BodyPage,
  people: BodyPage,
  why: BodyPage,
  report: BodyPage,
};
void lazy;

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

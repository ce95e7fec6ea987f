import { useEffect, useRef, type JSX } from 'react';
import { WhyPanel } from '../pages/WhyPanel';
import { href, route } from '../state/route';
import { useStore } from '../state/store';
import { closeWhy, openWhy, why } from '../state/why';
import { words } from '../words';

/** The explanation of a number, beside the page it stands on. */
export function WhyDrawer(): JSX.Element | null {
  const name = useStore(why);
  const { page, item } = useStore(route);
  const box = useRef<HTMLDivElement>(null);
  const before = useRef<Element | null>(null);
  useEffect(() => { closeWhy(); }, [page, item]);
  useEffect(() => {
    if (!name) return undefined;
    if (!box.current?.contains(document.activeElement)) before.current = document.activeElement;
    box.current?.focus();
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') closeWhy();
      if (event.key === 'Tab') keepInside(event, box.current);
    };
    document.addEventListener('keydown', onKey);
    document.documentElement.style.overflow = 'hidden';
    return () => {
      document.removeEventListener('keydown', onKey);
      document.documentElement.style.overflow = '';
      if (!why.get() && before.current instanceof HTMLElement) before.current.focus();
      if (!why.get() && before.current instanceof SVGElement) before.current.focus();
    };
  }, [name]);
  if (!name) return null;
  return (
    <>
      <div className="drawer-back" onClick={closeWhy} aria-hidden="true" />
      <div className="drawer" role="dialog" aria-modal="true" aria-labelledby="why-title" tabIndex={-1} ref={box}>
        <div className="stack wide">
          <div className="row spread">
            <span className="kicker">{words.why.open}</span>
            <button type="button" className="button small" onClick={closeWhy}>{words.close}</button>
          </div>
          <h2 id="why-title">{words.outcomes[name] ?? name}</h2>
          <WhyPanel name={name} onOpen={openWhy} />
          <a className="button ghost" href={href('why', name)}>{words.why.wholePage}</a>
        </div>
      </div>
    </>
  );
}

function keepInside(event: KeyboardEvent, box: HTMLElement | null): void {
  const found = [...(box?.querySelectorAll<HTMLElement>('a[href], button:not(:disabled), [tabindex="0"]') ?? [])];
  const first = found[0];
  const last = found[found.length - 1];
  if (!first || !last) return;
  if (event.shiftKey && (document.activeElement === first || document.activeElement === box)) { event.preventDefault(); last.focus(); }
  if (!event.shiftKey && document.activeElement === last) { event.preventDefault(); first.focus(); }
}

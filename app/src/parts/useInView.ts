import { useCallback, useRef, useState } from 'react';

const NEAR = '120px 0px';

/** Which children (by their `data-id`) of a box can be seen or are about to be; the box is given as a ref. */
export function useInView(): [(box: HTMLElement | null) => void, ReadonlySet<string>] {
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set<string>());
  const stop = useRef<(() => void) | null>(null);
  const watch = useCallback((box: HTMLElement | null) => {
    stop.current?.();
    stop.current = null;
    if (!box) return;
    const look = new IntersectionObserver((entries) => setSeen((before) => {
      const next = new Set(before);
      for (const entry of entries) {
        const id = (entry.target as HTMLElement).dataset.id ?? '';
        if (entry.isIntersecting) next.add(id);
        else next.delete(id);
      }
      return next;
    }), { rootMargin: NEAR });
    const observe = (): void => { for (const child of box.children) look.observe(child); };
    const grown = new MutationObserver(observe);
    grown.observe(box, { childList: true });
    observe();
    stop.current = () => { look.disconnect(); grown.disconnect(); };
  }, []);
  return [watch, seen];
}

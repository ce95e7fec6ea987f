import { useCallback, useEffect, useRef, useState } from 'react';

export interface Answer<T> { data: T | null; error: unknown; busy: boolean; again: () => void }

interface Got<T> { asked: string; data: T | null; error: unknown }

/** Ask the server whenever `key` changes; an empty key asks nothing. The last answer stays while a new one is awaited. */
export function useAnswer<T>(key: string, ask: (signal: AbortSignal) => Promise<T>): Answer<T> {
  const [got, setGot] = useState<Got<T>>({ asked: '', data: null, error: null });
  const [turn, setTurn] = useState(0);
  const question = useRef(ask);
  const now = key ? `${key} ${turn}` : '';
  useEffect(() => { question.current = ask; });
  useEffect(() => {
    if (!now) return undefined;
    const stop = new AbortController();
    question.current(stop.signal).then(
      (data) => { if (!stop.signal.aborted) setGot({ asked: now, data, error: null }); },
      (error: unknown) => { if (!stop.signal.aborted) setGot((before) => ({ ...before, asked: now, error })); },
    );
    return () => stop.abort();
  }, [now]);
  const again = useCallback(() => setTurn((count) => count + 1), []);
  const busy = now !== '' && got.asked !== now;
  return { data: got.data, error: busy ? null : got.error, busy, again };
}

import { useCallback, useEffect, useRef, useState } from 'react';
import { api, refusedOf, type Schemas } from '../api/client';

export interface Progress { done: number; total: number; words: string }
export interface Job<T> { status: 'idle' | 'running' | 'done' | 'failed'; progress: Progress | null; result: T | null; error: unknown; begin: () => void; stop: () => void }

/** Long work on the server, watched by server-sent events and stopped when the page is left. */
export function useJob<T>(start: () => Promise<Schemas['JobBegun']>, onResult?: (result: T) => void): Job<T> {
  const [state, setState] = useState<Omit<Job<T>, 'begin' | 'stop'>>({ status: 'idle', progress: null, result: null, error: null });
  const source = useRef<EventSource | null>(null);
  const job = useRef('');
  const hangUp = useCallback(() => { source.current?.close(); source.current = null; }, []);
  const stop = useCallback(() => {
    if (job.current) void api.DELETE('/api/jobs/{name}', { params: { path: { name: job.current } } }).catch(() => undefined);
    job.current = '';
    hangUp();
    setState((now) => (now.status === 'running' ? { ...now, status: 'idle', progress: null } : now));
  }, [hangUp]);
  const latest = useRef({ start, onResult });
  useEffect(() => { latest.current = { start, onResult }; });
  const begin = useCallback(() => {
    hangUp();
    setState({ status: 'running', progress: null, result: null, error: null });
    latest.current.start().then((begun) => {
      job.current = begun.job;
      const events = new EventSource(begun.events);
      source.current = events;
      const end = (change: Partial<Omit<Job<T>, 'begin' | 'stop'>>): void => { job.current = ''; hangUp(); setState((now) => ({ ...now, ...change })); };
      events.addEventListener('progress', (event) => setState((now) => ({ ...now, progress: JSON.parse((event as MessageEvent<string>).data) as Progress })));
      events.addEventListener('result', (event) => {
        const result = JSON.parse((event as MessageEvent<string>).data) as T;
        end({ status: 'done', result });
        latest.current.onResult?.(result);
      });
      events.addEventListener('failed', (event) => end({ status: 'failed', error: refusedOf(JSON.parse((event as MessageEvent<string>).data), 500) }));
      events.addEventListener('stopped', () => end({ status: 'idle' }));
      events.onerror = () => { if (events.readyState === EventSource.CLOSED) end({ status: 'failed', error: refusedOf(undefined, 0) }); };
    }, (error: unknown) => setState((now) => ({ ...now, status: 'failed', error })));
  }, [hangUp]);
  useEffect(() => () => { if (job.current) void api.DELETE('/api/jobs/{name}', { params: { path: { name: job.current } } }).catch(() => undefined); hangUp(); }, [hangUp]);
  return { ...state, begin, stop };
}

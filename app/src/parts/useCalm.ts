import { startTransition, useEffect, useState } from 'react';

const PAUSE = 400;

/** Whether a value has stood still for a moment: time to bring up to date what is out of view, for those who read without looking. */
export function useCalm(value: unknown): boolean {
  const [still, setStill] = useState<unknown>(null);
  useEffect(() => {
    const timer = window.setTimeout(() => startTransition(() => setStill(value)), PAUSE);
    return () => window.clearTimeout(timer);
  }, [value]);
  return still === value;
}

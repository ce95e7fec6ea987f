import { useSyncExternalStore } from 'react';

export interface Store<T> {
  get: () => T;
  set: (next: T | ((now: T) => T)) => void;
  subscribe: (listener: () => void) => () => void;
}

/** A value with listeners; the smallest thing that lets sliders, map and curves share one truth. */
export function createStore<T>(first: T): Store<T> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set: (next) => {
      const made = typeof next === 'function' ? (next as (now: T) => T)(value) : next;
      if (Object.is(made, value)) return;
      value = made;
      listeners.forEach((listener) => listener());
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** What this tab remembers until it is closed; it never leaves the browser. */
export const memory = {
  read<T>(key: string): T | null {
    try {
      const text = sessionStorage.getItem(`osteon.${key}`);
      return text === null ? null : (JSON.parse(text) as T);
    } catch {
      return null;
    }
  },
  write(key: string, value: unknown): void {
    try {
      sessionStorage.setItem(`osteon.${key}`, JSON.stringify(value));
    } catch {
      /* a full or forbidden store only costs the memory of a reload */
    }
  },
  clear(): void {
    Object.keys(sessionStorage).filter((key) => key.startsWith('osteon.')).forEach((key) => sessionStorage.removeItem(key));
  },
};

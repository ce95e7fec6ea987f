import { createStore } from './store';

export type Theme = 'light' | 'dark';
const KEY = 'osteon.theme';
const dark = window.matchMedia('(prefers-color-scheme: dark)');

function chosen(): Theme | null {
  const kept = localStorage.getItem(KEY);
  return kept === 'light' || kept === 'dark' ? kept : null;
}

export const theme = createStore<Theme>(chosen() ?? (dark.matches ? 'dark' : 'light'));

function apply(): void {
  document.documentElement.dataset.theme = theme.get();
}

apply();
theme.subscribe(apply);
dark.addEventListener('change', () => { if (!chosen()) theme.set(dark.matches ? 'dark' : 'light'); });

export function toggleTheme(): void {
  const next: Theme = theme.get() === 'dark' ? 'light' : 'dark';
  localStorage.setItem(KEY, next);
  theme.set(next);
}

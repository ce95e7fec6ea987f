import { createStore } from './store';

export const PAGES = ['body', 'you', 'compare', 'plan', 'trials', 'people', 'why', 'report'] as const;
export type Page = (typeof PAGES)[number];

/** Where in the app we are. The address holds names of pages, outcomes and trials; never anything about a person. */
export interface Route { page: Page; item: string }

function read(): Route {
  const [page = '', item = ''] = window.location.hash.replace(/^#\/?/, '').split('/');
  const known = (PAGES as readonly string[]).includes(page) ? (page as Page) : 'body';
  return { page: known, item: decodeURIComponent(item) };
}

export const route = createStore<Route>(read());
window.addEventListener('hashchange', () => route.set(read()));

export const href = (page: Page, item = ''): string => `#/${page}${item ? `/${encodeURIComponent(item)}` : ''}`;
export const go = (page: Page, item = ''): void => { window.location.hash = href(page, item); };

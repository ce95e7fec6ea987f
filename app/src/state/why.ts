import { createStore } from './store';

/** The name whose explanation is open beside the page; empty for none. */
export const why = createStore('');
export const openWhy = (name: string): void => why.set(name);
export const closeWhy = (): void => why.set('');

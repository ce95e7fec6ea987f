import { answered, api, type Schemas } from '../api/client';
import { createStore } from './store';

export const meta = createStore<Schemas['Meta'] | null>(null);

/** Ask once what the app is; the model warms up meanwhile. */
export async function loadMeta(): Promise<void> {
  void api.GET('/api/ready').catch(() => undefined);
  meta.set(await answered(api.GET('/api/meta')));
}

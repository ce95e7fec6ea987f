import { answered, api, type Schemas } from '../api/client';
import { createStore } from './store';

export const vocabulary = createStore<Schemas['Vocabulary'] | null>(null);
let asked = false;

/** The words of a person file, asked for once. */
export function loadVocabulary(): void {
  if (asked) return;
  asked = true;
  answered(api.GET('/api/vocabulary')).then((words) => vocabulary.set(words), () => { asked = false; });
}

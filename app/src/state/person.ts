import { answered, api, type Problem, type Schemas } from '../api/client';
import { createStore, memory } from './store';

export type PersonFile = Schemas['PersonFile'];
export type Read = Schemas['ReadPerson'];

/** The person on the form. `person` is as typed; `read` is the last one that the server could read. */
export interface PersonState {
  person: PersonFile | null;
  example: string | null;
  read: Read | null;
  /** Hard stops of what can be read of the form, whether or not the rest is complete. */
  stops: readonly Schemas['Stop'][];
  problems: readonly Problem[];
  checking: boolean;
  offline: boolean;
  /** How often a whole person was taken over: sliders of the one before do not apply to the next. */
  adopted: number;
}

interface Kept { person: PersonFile; example: string | null }

const FIRST = 'menopause_d3_k2';
const WAIT = 220;

const kept = memory.read<Kept>('person');
export const person = createStore<PersonState>({
  person: kept?.person ?? null, example: kept?.example ?? null, read: null, stops: [], problems: [], checking: false, offline: false, adopted: 0,
});

let timer = 0;
let turn = 0;

async function check(): Promise<void> {
  const now = person.get().person;
  if (!now) return;
  turn += 1;
  const mine = turn;
  person.set((state) => ({ ...state, checking: true }));
  try {
    const found = await answered(api.POST('/api/person/check', { body: { person: now } }));
    if (mine !== turn) return;
    person.set((state) => ({ ...state, checking: false, offline: false, problems: found.problems, read: found.read ?? state.read, stops: found.stops }));
  } catch {
    if (mine === turn) person.set((state) => ({ ...state, checking: false, offline: true }));
  }
}

/** Whether the form has a hard stop that its last complete version lacks: nothing may be planned from that version. */
export const overtaken = ({ read, stops }: PersonState): boolean => stops.some(({ what }) => !read?.stops.some((known) => known.what === what));

/** Change the form; the check follows a moment later, and the tab remembers at once. */
export function edit(change: (file: PersonFile) => PersonFile): void {
  const before = person.get().person;
  if (!before) return;
  const next = change(structuredClone(before));
  memory.write('person', { person: next, example: null });
  person.set((state) => ({ ...state, person: next, example: null }));
  window.clearTimeout(timer);
  timer = window.setTimeout(() => void check(), WAIT);
}

/** A person as the text of a person file in JSON: what is not told is left out. */
export const textOf = (file: PersonFile): string => JSON.stringify(file, (_key, value: unknown) => value ?? undefined);

/** Take over a whole person that the server has read. */
export function adopt(read: Read, example: string | null): void {
  turn += 1;
  memory.write('person', { person: read.person, example });
  person.set((state) => ({ person: read.person, example, read, stops: read.stops, problems: [], checking: false, offline: false, adopted: state.adopted + 1 }));
}

export async function loadExample(id: string): Promise<void> {
  const found = await answered(api.GET('/api/examples/{name}', { params: { path: { name: id } } }));
  adopt(found.read, id);
}

/** What to show first: what the tab remembers, else an example person. */
export async function begin(): Promise<void> {
  if (person.get().person) await check();
  if (!person.get().read) await loadExample(FIRST).catch(() => person.set((state) => ({ ...state, offline: true })));
}

/** Forget everything this tab knows of the person, and begin from the example again. */
export async function startAgain(): Promise<void> {
  memory.clear();
  await loadExample(FIRST);
}

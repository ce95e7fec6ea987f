import { answered, api, Refused, type Schemas } from '../api/client';
import { person } from './person';
import { createStore, memory } from './store';

export type Live = Schemas['Live'];
export type Sliders = Schemas['Sliders'];
export type SliderName = keyof Sliders;
export type Spread = Schemas['LiveRequest']['spread'];

export interface LiveState {
  sliders: Sliders;
  spread: Spread;
  live: Live | null;
  /** The person as they are, without any slider moved: drawn as a dashed line. */
  now: Live | null;
  trouble: Refused | null;
}

const DRAWS = 64;
const session = crypto.randomUUID();

export const live = createStore<LiveState>({ sliders: memory.read<Sliders>('sliders') ?? {}, spread: 'both', live: null, now: null, trouble: null });

let baselines = 0;
let turn = 0;
let running = 0;
let wanted = false;
let moved = 0;

/** Ask again as soon as the answer that is under way has come: the newest position wins, none is queued up. */
export function refresh(): void {
  wanted = true;
  if (running < 1) void next();
}

async function next(): Promise<void> {
  const file = person.get().read?.person;
  if (!file || !wanted) return;
  wanted = false;
  running += 1;
  turn += 1;
  const begun = moved;
  const { sliders, spread } = live.get();
  try {
    const found = await answered(api.POST('/api/live', { body: { person: file, sliders, spread, session, turn, draws: DRAWS } }));
    live.set((state) => ({ ...state, live: found, trouble: null, now: Object.values(sliders).every((value) => value === null || value === undefined) ? found : state.now }));
    if (begun) markPainted(begun);
  } catch (error) {
    if (error instanceof Refused && error.kind !== 'superseded') live.set((state) => ({ ...state, trouble: error }));
  }
  running -= 1;
  if (wanted) void next();
}

/** Note how long it took from the slider's movement to the picture that follows it (see benchmarks/app_latency.py). */
function markPainted(begun: number): void {
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { performance.measure('osteon:slider', { start: begun, end: performance.now() }); channel.port1.close(); };
    channel.port2.postMessage(null);
  });
}

export function move(name: SliderName, value: number): void {
  moved = performance.now();
  const sliders = { ...live.get().sliders, [name]: value };
  memory.write('sliders', sliders);
  live.set((state) => ({ ...state, sliders }));
  refresh();
}

export function resetSliders(): void {
  memory.write('sliders', {});
  moved = 0;
  live.set((state) => ({ ...state, sliders: {} }));
  refresh();
}

export function setSpread(spread: Spread): void {
  live.set((state) => ({ ...state, spread, now: null }));
  void baseline().then(refresh);
}

/** The person as they are now, for the dashed lines. */
async function baseline(): Promise<void> {
  const file = person.get().read?.person;
  if (!file) return;
  baselines += 1;
  const mine = baselines;
  try {
    const found = await answered(api.POST('/api/live', { body: { person: file, sliders: {}, spread: live.get().spread, session: '', turn: 0, draws: DRAWS } }));
    if (mine === baselines) live.set((state) => ({ ...state, now: found }));
  } catch {
    /* the curves are shown without the dashed line */
  }
}

let last: unknown = null;
let adopted = 0;
person.subscribe(() => {
  const read = person.get().read;
  if (!read || read === last) return;
  const changed = JSON.stringify(read.person) !== JSON.stringify((last as typeof read | null)?.person);
  const another = person.get().adopted !== adopted;
  last = read;
  adopted = person.get().adopted;
  if (another && Object.keys(live.get().sliders).length > 0) {
    memory.write('sliders', {});
    live.set((state) => ({ ...state, sliders: {} }));
  } else if (!changed) return;
  moved = 0;
  void baseline();
  refresh();
});

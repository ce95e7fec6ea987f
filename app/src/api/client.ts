import createClient from 'openapi-fetch';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];
export type Problem = Schemas['Problem'];

export const api = createClient<paths>({ baseUrl: '/' });

/** What the server would not do, with every problem it found. */
export class Refused extends Error {
  constructor(message: string, readonly kind: string, readonly problems: readonly Problem[]) {
    super(message);
  }
}

interface Answer<T> { data?: T; error?: unknown; response: Response }

/** The answer's data, or a `Refused` that says why not. */
export async function answered<T>(asked: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await asked;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Refused('', 'offline', []);
  }
  if (answer.response.ok && answer.data !== undefined) return answer.data;
  throw refusedOf(answer.error, answer.response.status);
}

export function refusedOf(body: unknown, status: number): Refused {
  const failure = (body as { error?: { kind?: string; message?: string; problems?: Problem[] } } | undefined)?.error;
  return new Refused(failure?.message ?? '', failure?.kind ?? String(status), failure?.problems ?? []);
}

/** Ask for something that the server's description does not type in full. */
export async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const response = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw refusedOf(answer, response.status);
  return answer as T;
}

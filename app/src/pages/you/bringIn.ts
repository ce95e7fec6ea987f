import { answered, api, Refused, type Schemas } from '../../api/client';
import { adopt, person, textOf, type PersonFile } from '../../state/person';
import { words } from '../../words';

/** What was read of a file, and what was left. */
export interface Brought { name: string; about: string; read: string[]; left: string[] }

type Kind = Schemas['ImportRequest']['kind'];
const LARGEST = 5_000_000;
const START = 20_000;

/** What a file seems to be. Person files are TOML or JSON with a person table; FHIR says its resource type; food logs and results are tables. */
export function kindOf(name: string, text: string): Kind {
  const lower = name.toLowerCase();
  const start = text.slice(0, START);
  if (/"resourceType"\s*:/.test(start)) return 'labs';
  if (lower.endsWith('.csv')) {
    const head = (start.split('\n', 1)[0] ?? '').toLowerCase();
    return /value|result|loinc|analyte|test/.test(head) && !/energy|kcal|food name|protein/.test(head) ? 'labs' : 'food_log';
  }
  return /^\s*\[\[?(label|serving|product|amount)/m.test(start) || /"(servingSize|ingredientRows|serving)"/.test(start) ? 'label' : 'person';
}

/** Read a file in the browser and hand its text to the server on this machine. */
export async function bringIn(file: File): Promise<Brought> {
  if (file.size > LARGEST) throw new Refused(words.you.tooLarge, 'too_large', []);
  const text = await file.text();
  if (text.includes('\u0000')) throw new Refused(words.you.unreadable, 'input', []);
  const kind = kindOf(file.name, text);
  const found = await answered(api.POST('/api/import', { body: { kind, name: file.name, text, calcium: '' } })) as Schemas['Imported'];
  const next = found.person ?? merged(person.get().read?.person ?? person.get().person, found);
  if (next) adopt(await answered(api.POST('/api/person/read', { body: { text: textOf(next), name: file.name } })), null);
  return { name: file.name, about: found.about, read: found.notes, left: found.left };
}

/** The person with what a file told laid over: food totals in place of the old ones, results and products beside what is there. */
export function merged(file: PersonFile | null, found: Pick<Schemas['Imported'], 'diet' | 'labs' | 'supplement'>): PersonFile | null {
  if (!file) return null;
  const labs = { ...file.labs };
  for (const [outcome, rows] of Object.entries(found.labs ?? {})) {
    const known = labs[outcome] ?? [];
    labs[outcome] = [...known.filter((row) => !rows.some((each) => each.date === row.date)), ...rows];
  }
  return { ...file, diet: found.diet ?? file.diet, labs, supplement: [...(file.supplement ?? []), ...(found.supplement ?? [])] };
}

import { beforeAll, describe, expect, it, vi } from 'vitest';

beforeAll(() => {
  vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: () => undefined });
  vi.stubGlobal('window', { clearTimeout: () => undefined, setTimeout: () => 0 });
  vi.stubGlobal('location', { href: 'http://localhost/' });
});

describe('what a file seems to be', () => {
  it('knows person files, food logs, results and FHIR', async () => {
    const { kindOf } = await import('./bringIn');
    expect(kindOf('me.toml', '[person]\nage = 57')).toBe('person');
    expect(kindOf('servings.csv', 'Day,Food Name,Amount,Energy (kcal)')).toBe('food_log');
    expect(kindOf('labs.csv', 'Date,Test,Value,Unit')).toBe('labs');
    expect(kindOf('bundle.json', '{"resourceType": "Bundle"}')).toBe('labs');
  });
  it('lays results beside what is there, newer ones of the same day in their place', async () => {
    const { merged } = await import('./bringIn');
    const person = { person: { sex: 'female' as const }, labs: { pth_intact: [{ value: '40 pg/mL', date: '2026-01-01' }] } };
    const found = { diet: null, supplement: null, labs: { pth_intact: [{ value: '44 pg/mL', date: '2026-01-01' }, { value: '39 pg/mL', date: '2026-02-01' }] } };
    const next = merged(person as never, found as never);
    expect(next?.labs?.pth_intact?.map((row) => row.value)).toEqual(['44 pg/mL', '39 pg/mL']);
  });
});

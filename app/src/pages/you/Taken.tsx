import type { JSX } from 'react';
import type { Schemas } from '../../api/client';
import { Combo, type Option } from '../../parts/Combo';
import { edit, type PersonFile } from '../../state/person';
import { useStore } from '../../state/store';
import { vocabulary } from '../../state/vocabulary';
import { words } from '../../words';
import { Every, Remove } from './Diet';
import { split, useProblem } from './fields';

type Supplement = Schemas['SupplementTable'];
type Taken = Schemas['Taken'];

const EVERY = ['day', '12 h', '2 days', 'week', '2 weeks', 'month', 'once'] as const;
/** What people usually take, offered first: names as in person files. */
const COMMON = ['vitamin D3', 'MK-7', 'calcium carbonate', 'calcium citrate', 'magnesium citrate', 'vitamin K1', 'zinc'];
const USUAL: Record<string, string> = {
  'vitamin D3': '1000 IU', 'vitamin D2': '1000 IU', 'vitamin D': '1000 IU', 'MK-7': '90 ug', 'MK-4': '45 mg', 'vitamin K1': '100 ug', calcifediol: '10 ug',
};

function dose(found: Taken | undefined, name: string): string {
  if (USUAL[name]) return USUAL[name];
  if (found?.usual_dose) return found.usual_dose;
  if (found?.supplies === 'calcium') return '500 mg';
  if (found?.supplies === 'magnesium') return '200 mg';
  return `10 ${found?.units[0] ?? found?.unit ?? 'mg'}`;
}

function matches(all: readonly Taken[], text: string): Option<Taken>[] {
  const sought = text.toLowerCase();
  const rank = (each: Taken): number => {
    const names = [each.name, ...each.also].map((name) => name.toLowerCase());
    if (names.some((name) => name.startsWith(sought))) return COMMON.includes(each.name) ? 0 : 1;
    return names.some((name) => name.includes(sought)) ? 2 : 9;
  };
  return all.filter((each) => rank(each) < 9).sort((one, two) => rank(one) - rank(two)).slice(0, 9)
    .map((each) => ({ id: each.name, text: each.name, aside: each.read ? each.group || each.supplies : words.you.unread, value: each }));
}

export function Supplements({ file }: { file: PersonFile }): JSX.Element {
  const y = words.you;
  const known = useStore(vocabulary)?.supplements ?? [];
  const all = file.supplement ?? [];
  const add = (name: string): void => {
    const made: Supplement = { nutrient: name, amount: dose(known.find((each) => each.name === name), name), every: 'day', start: 0, with_meal: true, untold: false };
    edit((now) => ({ ...now, supplement: [...(now.supplement ?? []), made] }));
  };
  return (
    <section className="card stack" aria-labelledby="supplements">
      <div className="stack tight"><h2 id="supplements">{y.supplements}</h2><p className="small quiet">{y.supplementsLead}</p></div>
      <Combo label={y.addSupplement} placeholder={y.supplementAsk} none={y.nothing} find={(text) => Promise.resolve(matches(known, text))} onPick={(found) => add(found.name)} />
      <div className="row quick">{COMMON.slice(0, 4).map((name) => <button key={name} type="button" className="button small" onClick={() => add(name)}>+ {name}</button>)}</div>
      {all.length ? <ul className="lines" aria-label={y.supplements}>{all.map((taken, index) => <SupplementLine key={index} taken={taken} index={index} known={known} />)}</ul> : <p className="small quiet">{y.noSupplements}</p>}
    </section>
  );
}

function SupplementLine({ taken, index, known }: { taken: Supplement; index: number; known: readonly Taken[] }): JSX.Element {
  const y = words.you;
  const [number, unit] = split(taken.amount);
  const units = known.find((each) => each.name === taken.nutrient)?.units ?? [];
  const options = units.includes(unit) || unit === '' ? units : [unit, ...units];
  const at = `supplement.${index}`;
  const found = useProblem(at, `${at}.nutrient`, `${at}.amount`, `${at}.every`);
  const change = (made: Partial<Supplement> | null): void => edit((now) => {
    const next = [...(now.supplement ?? [])];
    if (made) next[index] = { ...taken, ...made };
    else next.splice(index, 1);
    return { ...now, supplement: next };
  });
  return (
    <li>
      <span className="line-name">{taken.name || taken.nutrient}</span>
      <span className="line-parts">
        <input className="input number short" aria-label={y.amountOf(taken.nutrient)} aria-invalid={found !== undefined} inputMode="decimal" value={number} onChange={(event) => change({ amount: `${event.target.value.replace(',', '.')} ${unit}` })} />
        <select className="input short" aria-label={y.unitOf(taken.nutrient)} value={unit} onChange={(event) => change({ amount: `${number} ${event.target.value}` })}>
          {(options.length ? options : [unit]).map((each) => <option key={each} value={each}>{each.replace('ug', '\u00b5g')}</option>)}
        </select>
        <Every label={y.everyOf(taken.nutrient)} value={taken.every} options={EVERY} onChange={(every) => change({ every })} />
        <Remove name={taken.nutrient} onClick={() => change(null)} />
      </span>
      {found ? <span className="problem">{found}</span> : null}
    </li>
  );
}

export function Health({ file }: { file: PersonFile }): JSX.Element {
  const y = words.you;
  const known = useStore(vocabulary);
  const conditions = file.person.conditions ?? [];
  const medicines = file.person.medicines ?? [];
  const problem = useProblem('person.conditions', 'person.medicines', ...[0, 1, 2, 3, 4, 5, 6, 7].flatMap((index) => [`person.conditions.${index}`, `person.medicines.${index}`]));
  const setTable = (change: Partial<PersonFile['person']>): void => edit((now) => ({ ...now, person: { ...now.person, ...change } }));
  const findCondition = (text: string): Promise<Option<string>[]> => Promise.resolve((known?.conditions ?? []).filter((name) => name.toLowerCase().includes(text.toLowerCase())).slice(0, 9).map((name) => ({ id: name, text: name, value: name })));
  return (
    <section className="card stack" aria-labelledby="health">
      <div className="stack tight"><h2 id="health">{y.health}</h2><p className="small quiet">{y.healthLead}</p></div>
      <div className="grid two">
        <div className="stack tight">
          <Combo label={y.addCondition} placeholder={y.conditionAsk} none={y.nothing} find={findCondition} onPick={(name) => setTable({ conditions: [...conditions.filter((each) => each !== name), name] })} />
          <ul className="tags" aria-label={y.conditions}>{conditions.map((name) => <li key={name}>{name}<Remove name={name} onClick={() => setTable({ conditions: conditions.filter((each) => each !== name) })} /></li>)}</ul>
        </div>
        <div className="stack tight">
          <Combo label={y.addMedicine} placeholder={y.medicineAsk} none={y.nothing} find={(text) => Promise.resolve(matches(known?.medicines ?? [], text))} onPick={(found) => setTable({ medicines: [...medicines, found.name] })} />
          <ul className="tags" aria-label={y.medicines}>
            {medicines.map((each, index) => {
              const name = typeof each === 'string' ? each : `${each.name}${each.amount ? `, ${each.amount}` : ''}`;
              return <li key={`${name} ${index}`}>{name}<Remove name={name} onClick={() => setTable({ medicines: medicines.filter((_, place) => place !== index) })} /></li>;
            })}
          </ul>
        </div>
      </div>
      {problem ? <span className="problem">{problem}</span> : null}
    </section>
  );
}

export function Labs({ file }: { file: PersonFile }): JSX.Element {
  const y = words.you;
  const known = useStore(vocabulary)?.labs ?? [];
  const labs = file.labs ?? {};
  const find = (text: string): Promise<Option<Schemas['LabWord']>[]> => {
    const sought = text.toLowerCase();
    return Promise.resolve(known.filter((lab) => [lab.outcome, ...lab.words].some((word) => word.toLowerCase().includes(sought))).slice(0, 9)
      .map((lab) => ({ id: lab.outcome, text: lab.words[0] ?? lab.outcome, aside: lab.unit, value: lab })));
  };
  const add = (lab: Schemas['LabWord']): void => {
    const today = new Date().toISOString().slice(0, 10);
    edit((now) => ({ ...now, labs: { ...now.labs, [lab.outcome]: [...(now.labs?.[lab.outcome] ?? []), { value: ` ${lab.unit}`, date: today }] } }));
  };
  return (
    <section className="card stack" aria-labelledby="labs">
      <div className="stack tight"><h2 id="labs">{y.labs}</h2><p className="small quiet">{y.labsLead}</p></div>
      <Combo label={y.addLab} placeholder={y.labAsk} none={y.nothing} find={find} onPick={add} />
      <ul className="lines" aria-label={y.labs}>
        {Object.entries(labs).flatMap(([outcome, rows]) => rows.map((row, index) => <LabLine key={`${outcome} ${index}`} outcome={outcome} index={index} row={row} known={known} />))}
      </ul>
    </section>
  );
}

function LabLine({ outcome, index, row, known }: { outcome: string; index: number; row: Schemas['LabTable']; known: readonly Schemas['LabWord'][] }): JSX.Element {
  const y = words.you;
  const lab = known.find((each) => each.outcome === outcome || each.words.includes(outcome));
  const name = lab?.words[0] ?? outcome;
  const [number, unit] = split(row.value);
  const shownUnit = unit || (lab?.unit ?? '');
  const units = lab ? [lab.unit, ...lab.other_units] : [shownUnit];
  const at = `labs.${outcome}.${index}`;
  const found = useProblem(at, `${at}.value`, `${at}.date`, `labs.${outcome}`);
  const change = (made: Partial<Schemas['LabTable']> | null): void => edit((now) => {
    const rows = [...(now.labs?.[outcome] ?? [])];
    if (made) rows[index] = { ...row, ...made };
    else rows.splice(index, 1);
    const all = { ...now.labs, [outcome]: rows };
    return { ...now, labs: Object.fromEntries(Object.entries(all).filter(([, each]) => each.length > 0)) };
  });
  return (
    <li>
      <span className="line-name">{name}</span>
      <span className="line-parts">
        <input className="input number short" aria-label={y.valueOf(name)} aria-invalid={found !== undefined} inputMode="decimal" value={number} onChange={(event) => change({ value: `${event.target.value.replace(',', '.')} ${shownUnit}` })} />
        <select className="input short" aria-label={y.unitOf(name)} value={shownUnit} onChange={(event) => change({ value: `${number} ${event.target.value}` })}>
          {(units.includes(shownUnit) ? units : [shownUnit, ...units]).map((each) => <option key={each} value={each}>{each.replace('ug', '\u00b5g')}</option>)}
        </select>
        <input className="input short date" type="date" aria-label={y.dateOf(name)} value={row.date} onChange={(event) => change({ date: event.target.value })} />
        <Remove name={name} onClick={() => change(null)} />
      </span>
      {found ? <span className="problem">{found}</span> : null}
    </li>
  );
}

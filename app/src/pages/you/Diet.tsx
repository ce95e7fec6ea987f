import { useState, type JSX } from 'react';
import { answered, api, type Schemas } from '../../api/client';
import { show } from '../../format';
import { Combo } from '../../parts/Combo';
import { edit, type PersonFile } from '../../state/person';
import { words } from '../../words';
import { AmountField, NumberField, split, useProblem } from './fields';

type FoundFood = Schemas['FoodFound'];

const TOTALS: readonly (readonly [string, string])[] = [
  ['calcium', 'mg/d'], ['vitamin D', 'ug/d'], ['vitamin K1', 'ug/d'], ['phosphorus', 'mg/d'], ['magnesium', 'mg/d'], ['sodium', 'mg/d'], ['protein', 'g/d'], ['energy', 'kcal/d'],
];
const SHOWN = ['calcium', 'vitamin D', 'vitamin K1', 'MK-4', 'MK-7', 'MK-9'];

export function Diet({ file }: { file: PersonFile }): JSX.Element {
  const y = words.you;
  const foods = file.diet?.foods ?? [];
  const add = (food: FoundFood): void => {
    const grams = food.portions[0]?.grams ?? 100;
    edit((now) => ({ ...now, diet: { ...now.diet, nutrients: now.diet?.nutrients ?? {}, foods: [...(now.diet?.foods ?? []), { food: food.name, amount: `${grams > 250 ? 100 : grams} g`, every: 'day' }] } }));
  };
  return (
    <section className="card stack" aria-labelledby="diet">
      <div className="stack tight"><h2 id="diet">{y.diet}</h2><p className="small quiet">{y.dietLead}</p></div>
      <FoodSearch onPick={add} />
      {foods.length ? (
        <ul className="lines" aria-label={y.foods}>
          {foods.map((food, index) => <FoodLine key={`${food.food} ${index}`} food={food} index={index} />)}
        </ul>
      ) : <p className="small quiet">{y.noFoods}</p>}
      <details>
        <summary>{y.totals}</summary>
        <p className="small quiet">{y.totalsLead}</p>
        <div className="fields">
          {TOTALS.map(([name, unit]) => (
            <AmountField key={name} label={y.nutrients[name as keyof typeof y.nutrients]} path={`diet.nutrients.${name}`} unit={unit} shown={unit.replace('u', '\u00b5').replace('/d', y.aDay)} value={file.diet?.nutrients?.[name]} onChange={(amount) => edit((now) => withNutrient(now, name, amount))} />
          ))}
        </div>
      </details>
    </section>
  );
}

function withNutrient(file: PersonFile, name: string, amount: string | null): PersonFile {
  const nutrients = { ...file.diet?.nutrients };
  if (amount === null) Reflect.deleteProperty(nutrients, name);
  else nutrients[name] = amount;
  return { ...file, diet: { foods: file.diet?.foods ?? [], nutrients } };
}

/** Find a food; what is in a portion is shown before it is added. */
export function FoodSearch({ onPick }: { onPick: (food: FoundFood) => void }): JSX.Element {
  const [last, setLast] = useState<FoundFood | null>(null);
  const find = async (text: string): Promise<{ id: string; text: string; aside: string; value: FoundFood }[]> => {
    const { foods } = await answered(api.POST('/api/foods', { body: { text, limit: 8 } }));
    return foods.map((food) => ({ id: food.id, text: food.name, aside: aside(food), value: food }));
  };
  return (
    <div className="stack tight">
      <Combo label={words.you.addFood} placeholder={words.you.foodAsk} find={find} none={words.you.nothing} onPick={(food) => { setLast(food); onPick(food); }} />
      {last ? <p className="small quiet" role="status">{words.you.contains(last.name, contents(last))}</p> : null}
    </div>
  );
}

function aside(food: FoundFood): string {
  const calcium = food.contents.find((each) => each.nutrient === 'calcium');
  return calcium ? words.you.per100(show(calcium.middle, 0)) : food.group;
}

function contents(food: FoundFood): string {
  return food.contents.filter((each) => SHOWN.includes(each.nutrient)).map((each) => `${each.nutrient} ${show(each.middle)} ${each.unit.replace('u', '\u00b5')} (${show(each.low)} to ${show(each.high)})`).join(', ');
}

const EVERY = ['day', '2 days', '3 days', 'week', '2 weeks', 'month'] as const;

function FoodLine({ food, index }: { food: Schemas['FoodTable']; index: number }): JSX.Element {
  const y = words.you;
  const [number, unit] = split(food.amount);
  const problem = useProblem(`diet.foods.${index}`, `diet.foods.${index}.food`, `diet.foods.${index}.amount`, `diet.foods.${index}.every`);
  const change = (made: Partial<Schemas['FoodTable']> | null): void => edit((now) => {
    const foods = [...(now.diet?.foods ?? [])];
    if (made) foods[index] = { ...food, ...made };
    else foods.splice(index, 1);
    return { ...now, diet: { nutrients: now.diet?.nutrients ?? {}, foods } };
  });
  return (
    <li>
      <span className="line-name">{food.food}</span>
      <span className="line-parts">
        <span className="with-unit short"><input className="input number" aria-label={y.amountOf(food.food)} aria-invalid={problem !== undefined} inputMode="decimal" value={number} onChange={(event) => change({ amount: `${event.target.value.replace(',', '.')} ${unit || 'g'}` })} /><span className="unit" aria-hidden="true">{unit || 'g'}</span></span>
        <Every label={y.everyOf(food.food)} value={food.every} options={EVERY} onChange={(every) => change({ every })} />
        <Remove name={food.food} onClick={() => change(null)} />
      </span>
      {problem ? <span className="problem">{problem}</span> : null}
    </li>
  );
}

export function Every({ label, value, options, onChange }: { label: string; value: string; options: readonly string[]; onChange: (every: string) => void }): JSX.Element {
  const all = options.includes(value) ? options : [value, ...options];
  return <select className="input short" aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>{all.map((every) => <option key={every} value={every}>{words.you.every(every)}</option>)}</select>;
}

export function Remove({ name, onClick }: { name: string; onClick: () => void }): JSX.Element {
  return (
    <button type="button" className="icon-button plain" aria-label={words.you.remove(name)} title={words.you.remove(name)} onClick={onClick}>
      <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18" /></svg>
    </button>
  );
}

export function SunCard({ file }: { file: PersonFile }): JSX.Element {
  const y = words.you;
  const sun = { minutes: 0, exposed: 0.25, sunscreen_spf: 0, ...file.sun };
  const set = (change: Partial<Schemas['SunTable']>): void => edit((now) => ({ ...now, sun: { ...sun, ...change } }));
  const percent = (value: number | null): number => (typeof value === 'number' ? value / 100 : (value as unknown as number));
  return (
    <section className="card stack" aria-labelledby="sun">
      <div className="stack tight"><h2 id="sun">{y.sun}</h2><p className="small quiet">{y.sunLead}</p></div>
      <div className="fields">
        <NumberField label={y.minutes} path="sun.minutes" unit={y.minutesADay} value={sun.minutes} onChange={(minutes) => set({ minutes: minutes ?? 0 })} />
        <NumberField label={y.exposed} path="sun.exposed" unit="%" hint={y.exposedHint} value={typeof sun.exposed === 'number' ? Math.round(sun.exposed * 1000) / 10 : sun.exposed} onChange={(exposed) => set({ exposed: percent(exposed) })} />
        <NumberField label={y.spf} path="sun.sunscreen_spf" hint={y.spfHint} value={sun.sunscreen_spf} onChange={(spf) => set({ sunscreen_spf: spf ?? 0 })} />
      </div>
    </section>
  );
}

import type { JSX } from 'react';
import { answered, api } from '../../api/client';
import { Segmented } from '../../parts/bits';
import { Combo } from '../../parts/Combo';
import { edit, type PersonFile } from '../../state/person';
import { useStore } from '../../state/store';
import { vocabulary } from '../../state/vocabulary';
import { words } from '../../words';
import { AmountField, ChoiceField, NumberField, TextField, useProblem } from './fields';

type Table = PersonFile['person'];

const set = (change: Partial<Table>): void => edit((file) => ({ ...file, person: { ...file.person, ...change } }));

export function About({ file }: { file: PersonFile }): JSX.Element {
  const me = file.person;
  const y = words.you;
  const types = useStore(vocabulary)?.skin_types ?? [];
  return (
    <section className="card stack" aria-labelledby="about">
      <h2 id="about">{y.about}</h2>
      <div className="row">
        <Segmented label={y.sex} options={[['female', y.female], ['male', y.male]]} value={me.sex} onPick={(sex) => set({ sex, menopause_age: sex === 'male' ? null : me.menopause_age })} />
      </div>
      <div className="fields">
        <NumberField label={y.age} path="person.age" unit={y.years} value={me.age} onChange={(age) => set({ age, birth_date: null })} />
        <AmountField label={y.height} path="person.height" unit="cm" value={me.height} onChange={(height) => set({ height })} />
        <AmountField label={y.mass} path="person.mass" unit="kg" value={me.mass} onChange={(mass) => set({ mass })} />
        {me.sex === 'female' ? <NumberField label={y.menopause} path="person.menopause_age" unit={y.years} hint={y.menopauseHint} value={me.menopause_age} onChange={(menopause_age) => set({ menopause_age })} /> : null}
        <Place me={me} />
        <ChoiceField label={y.skin} path="person.skin_type" value={String(me.skin_type ?? 2)} options={[1, 2, 3, 4, 5, 6].map((type) => [String(type), `${type}: ${types.find((each) => each.type === type)?.words ?? y.skinTypes[type - 1]}`])} onChange={(type) => set({ skin_type: Number(type) })} />
        <ChoiceField label={y.smoking} path="person.smoking" value={me.smoking ?? ''} options={[['', y.unsaid], ['never', y.smokes.never], ['former', y.smokes.former], ['current', y.smokes.current]]} onChange={(smoking) => set({ smoking: (smoking || null) as Table['smoking'] })} />
        <AmountField label={y.alcohol} path="person.alcohol" unit="g/d" shown={y.gramsADay} hint={y.alcoholHint} value={me.alcohol} onChange={(alcohol) => set({ alcohol })} />
        <AmountField label={y.exercise} path="person.exercise" unit="min/wk" shown={y.minutesAWeek} value={me.exercise} onChange={(exercise) => set({ exercise })} />
      </div>
      <details>
        <summary>{y.more}</summary>
        <div className="fields">
          <TextField label={y.name} path="person.name" hint={y.nameHint} value={me.name} onChange={(name) => set({ name })} />
          <TextField label={y.start} path="person.start_date" type="date" hint={y.startHint} value={me.start_date} onChange={(start_date) => set({ start_date })} />
          <AmountField label={y.egfr} path="person.egfr" unit="mL/min/1.73m2" shown="mL/min" hint={y.egfrHint} value={me.egfr} onChange={(egfr) => set({ egfr })} />
          <YesNo label={y.parent} path="person.parent_hip_fracture" value={me.parent_hip_fracture} onPick={(parent_hip_fracture) => set({ parent_hip_fracture })} />
          <YesNo label={y.fracture} path="person.previous_fracture" value={me.previous_fracture} onPick={(previous_fracture) => set({ previous_fracture })} />
        </div>
      </details>
    </section>
  );
}

function YesNo({ label, path, value, onPick }: { label: string; path: string; value: boolean | null | undefined; onPick: (value: boolean | null) => void }): JSX.Element {
  const y = words.you;
  const now = value === true ? 'yes' : value === false ? 'no' : '';
  return <ChoiceField label={label} path={path} value={now} options={[['', y.unsaid], ['yes', y.yes], ['no', y.no]]} onChange={(picked) => onPick(picked === '' ? null : picked === 'yes')} />;
}

function Place({ me }: { me: Table }): JSX.Element {
  const problem = useProblem('person.place', 'person.latitude');
  const find = async (text: string): Promise<{ id: string; text: string; aside: string; value: Partial<Table> }[]> => {
    const { places } = await answered(api.POST('/api/places', { body: { text, limit: 8 } }));
    return places.map((place) => ({ id: place.label, text: place.label, aside: words.you.north(place.latitude), value: { place: place.label, latitude: place.latitude, longitude: place.longitude } }));
  };
  return (
    <div className="field">
      <Combo label={words.you.place} placeholder={words.you.placeAsk} shown={me.place ?? (me.latitude != null ? words.you.north(me.latitude) : '')} find={find} invalid={problem !== undefined} none={words.you.nothing} onPick={set} />
      {problem ? <span className="problem">{problem}</span> : null}
    </div>
  );
}

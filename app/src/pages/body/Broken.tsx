import { useState, type JSX } from 'react';
import type { Schemas } from '../../api/client';
import { IconArray } from '../../charts/IconArray';
import { show } from '../../format';
import { Segmented, Why } from '../../parts/bits';
import { useCalm } from '../../parts/useCalm';
import { useInView } from '../../parts/useInView';
import { words } from '../../words';

const SITES = ['major', 'hip', 'vertebral'] as const;
const OUTCOME = { major: 'fracture_major', hip: 'fracture_hip', vertebral: 'fracture_vertebral' } as const;

/** How many of 100 or 1,000 people like this one break a bone. */
export function Broken({ fractures }: { fractures: readonly Schemas['Fractures'][] }): JSX.Element | null {
  const [total, setTotal] = useState<'100' | '1000'>('100');
  const [which, setWhich] = useState('0');
  const [box, inView] = useInView();
  const calm = useCalm(fractures);
  const chosen = fractures[Number(which)] ?? fractures[0];
  if (!chosen) return null;
  const people = Number(total) as 100 | 1000;
  const b = words.body;
  return (
    <section className="stack" aria-labelledby="broken">
      <div className="section-head">
        <h2 id="broken">{b.fractures}</h2>
        <p>{b.fracturesLead(show(chosen.years, 0), show(people, 0))}</p>
      </div>
      <div className="row">
        <Segmented label={b.horizon} options={fractures.map((each, index) => [String(index), index === 0 ? b.within(show(each.years, 0)) : b.until(show(each.age, 0))] as const)} value={which} onPick={setWhich} />
        <Segmented label={b.crowd} options={[['100', b.people('100')], ['1000', b.people('1,000')]]} value={total} onPick={setTotal} />
        <span className="small quiet">{b.darkPale}</span>
      </div>
      <div className="grid broken" ref={box}>
        {SITES.map((site) => {
          const figure = chosen[site];
          const part = people / chosen.people;
          const digits = people === 100 ? 1 : 0;
          const text = b.icon(show(figure.middle * part, digits), show(figure.low * part, digits), show(figure.high * part, digits), show(people, 0));
          return (
            <article key={site} data-id={site} className="card flat stack tight">
              <h3>{b.fracture[site]}</h3>
              <p className="number"><Why name={OUTCOME[site]} label={words.why.label(text, b.fracture[site])}>{text}</Why></p>
              {calm || inView.has(site) ? <IconArray total={people} hit={figure.middle} low={figure.low} high={figure.high} label={`${b.fracture[site]}: ${text}`} /> : <div className={`icon-space of-${total}`} />}
            </article>
          );
        })}
      </div>
    </section>
  );
}

import { useState, type JSX } from 'react';
import { answered, api, type Schemas } from '../../api/client';
import { nice, range, show } from '../../format';
import { Trouble, Waiting } from '../../parts/bits';
import { useAnswer } from '../../parts/useAnswer';
import { live as liveStore, type Live, type Sliders } from '../../state/live';
import { person } from '../../state/person';
import { useStore } from '../../state/store';
import { words } from '../../words';

const CURVES = ['bmd_lumbar_spine', 'bmd_femoral_neck', 'bmd_total_hip', '25ohd_serum', 'pth_intact', 'dp_ucmgp', 'fractional_calcium_absorption', 'pwv_carotid_femoral', 'cac_score'];
interface Question { curve: string; sliders: Sliders; file: Schemas['PersonFile'] }

/** Doubt about the model, differences between people and rival hypotheses: told apart, on request because it takes some seconds. */
export function Doubt({ live }: { live: Live }): JSX.Element {
  const b = words.body;
  const [curve, setCurve] = useState('bmd_lumbar_spine');
  const [question, ask] = useState<Question | null>(null);
  const { sliders } = useStore(liveStore);
  const file = useStore(person).read?.person;
  const found = useAnswer(question ? JSON.stringify(question) : '', (signal) => answered(api.POST('/api/spread', { body: { person: (question as Question).file, sliders: (question as Question).sliders, curve: (question as Question).curve, years: 10 }, signal })));
  return (
    <section className="stack" aria-labelledby="doubt">
      <div className="section-head"><h2 id="doubt">{b.spread}</h2><p>{b.spreadLead}</p></div>
      {live.notes.map((note) => <p key={note} className="note">{note}</p>)}
      {live.effective_draws < 30 ? <p className="note">{b.fewDraws(show(live.effective_draws, 0))}</p> : null}
      <div className="card stack">
        <div className="stack tight"><h3>{b.hypotheses}</h3><p className="small quiet">{b.hypothesesLead}</p></div>
        <div className="row">
          <label className="row small quiet">{b.hypothesesFor}<select className="input inline" value={curve} onChange={(event) => setCurve(event.target.value)}>{CURVES.map((id) => <option key={id} value={id}>{words.compare.curve(words.curves[id] ?? id, id)}</option>)}</select></label>
          <button type="button" className="button" disabled={!file || found.busy} onClick={() => { if (file) ask({ curve, sliders, file }); }}>{b.hypothesesAsk}</button>
        </div>
        {found.busy ? <Waiting>{b.hypothesesWait}</Waiting> : null}
        {found.error ? <Trouble error={found.error} again={found.again} /> : null}
        {found.data && !found.busy ? <Apart apart={found.data} /> : null}
      </div>
    </section>
  );
}

const PARTS = ['doubt', 'people', 'hypotheses', 'rest'] as const;

function Apart({ apart }: { apart: Schemas['SpreadApart'] }): JSX.Element {
  const b = words.body;
  if (apart.disputed.length === 0) return <p className="small">{b.noDispute}</p>;
  return (
    <div className="stack wide">
      {apart.disputed.map((each) => {
        const squares = PARTS.map((part) => each.parts[part] ** 2);
        const whole = squares.reduce((sum, value) => sum + value, 0) || 1;
        return (
          <div key={each.question} className="stack tight">
            <h4>{each.words}</h4>
            <div className="spread-bar" role="img" aria-label={PARTS.map((part, index) => `${b.parts[part]} ${show((100 * (squares[index] ?? 0)) / whole, 0)} %`).join(', ')}>
              {PARTS.map((part, index) => <div key={part} className={`spread-${part}`} style={{ width: `${(100 * (squares[index] ?? 0)) / whole}%` }} />)}
            </div>
            <p className="map-legend bare">{PARTS.map((part, index) => <span key={part} className="key"><i className={`swatch spread-${part}`} />{b.parts[part]} {show((100 * (squares[index] ?? 0)) / whole, 0)} %</span>)}</p>
            <ul className="alternatives">
              {each.alternatives.map((alternative) => (
                <li key={alternative.name}>
                  <span><strong>{alternative.name}</strong> {nice(alternative.says)} <span className="chip plain">{b.weight(show(100 * alternative.weight, 0))}</span></span>
                  <span className="number">{show(alternative.end.middle, apart.both.digits)} <span className="quiet small">({range(alternative.end, apart.both.digits)}) {apart.unit === '1' ? '' : nice(apart.unit)}</span></span>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
      <p className="small quiet">{apart.says}</p>
    </div>
  );
}

import { useMemo, useState, type JSX } from 'react';
import { answered, api, type Schemas } from '../api/client';
import { nice, show } from '../format';
import { PageHead, Trouble, Waiting } from '../parts/bits';
import { ProgressBar } from '../parts/ProgressBar';
import { useAnswer } from '../parts/useAnswer';
import { useJob } from '../parts/useJob';
import { href, route } from '../state/route';
import { createStore, useStore } from '../state/store';
import { words } from '../words';
import { TrialPage } from './trials/TrialPage';

type Scorecard = Schemas['Scorecard'];
/** The scorecard of this visit: replaying takes half a minute, so it is kept while the tab is open. */
const kept = createStore<Scorecard | null>(null);

export function TrialsPage(): JSX.Element {
  const { item } = useStore(route);
  return item ? <TrialPage key={item} id={item} /> : <TrialList />;
}

function TrialList(): JSX.Element {
  const t = words.trials;
  const list = useAnswer('trials', (signal) => answered(api.GET('/api/trials', { signal })));
  const card = useStore(kept);
  const job = useJob<Scorecard>(() => answered(api.POST('/api/trials/replay', { body: { trials: [], people: 64, doubts: 20 } })), (result) => kept.set(result));
  return (
    <>
      <PageHead kicker={words.pages.trials} title={t.title} lead={t.lead} />
      <section className="card stack" aria-labelledby="scorecard">
        <div className="row spread"><h2 id="scorecard">{t.scorecard}</h2>{job.status === 'running' ? null : <button type="button" className="button primary" onClick={job.begin}>{card ? t.again : t.replay}</button>}</div>
        {job.status === 'running' ? <ProgressBar progress={job.progress} onStop={job.stop} /> : null}
        {job.status === 'failed' ? <Trouble error={job.error} again={job.begin} /> : null}
        {card ? <Card card={card} /> : <p className="quiet">{t.notYet}</p>}
      </section>
      {list.error ? <Trouble error={list.error} again={list.again} /> : null}
      {list.data ? <Table trials={list.data.trials} outcomes={list.data.outcomes} card={card} /> : list.error ? null : <Waiting>{words.why.loading}</Waiting>}
    </>
  );
}

const GROUPS = ['calibration', 'holdout', 'blind', 'all'];

function Card({ card }: { card: Scorecard }): JSX.Element {
  const t = words.trials;
  const groups = Object.entries(card.groups).sort(([one], [two]) => (GROUPS.indexOf(one) + 9) % 9 - ((GROUPS.indexOf(two) + 9) % 9));
  return (
    <div className="stack">
      <div className="figures">
        {groups.map(([name, row]) => (
          <div key={name} className="figure">
            <div className="big">{row.inside_with_heterogeneity === null ? '\u2013' : `${show(100 * row.inside_with_heterogeneity, 0)} %`}<span>{t.groups[name] ?? name}</span></div>
            <div className="range number">{t.counted(show(row.counted, 0), row.inside === null ? '\u2013' : show(100 * row.inside, 0))}</div>
          </div>
        ))}
      </div>
      <p className="small quiet">{t.inside}</p>
      <Strip trials={card.trials} />
      {card.shortfalls.length ? <details open><summary>{t.shortfalls(card.shortfalls.length)}</summary><ul className="plain small">{card.shortfalls.map((line) => <li key={line}>{line}</li>)}</ul></details> : null}
    </div>
  );
}

/** Each counted figure as a dot by how far the prediction is off, in standard errors: failures stand beside successes. */
function Strip({ trials }: { trials: readonly Schemas['ReplayedTrial'][] }): JSX.Element {
  const t = words.trials;
  const dots = trials.flatMap((trial) => trial.endpoints.filter((each) => each.counts && each.z_with_heterogeneity !== null).map((each) => ({ z: each.z_with_heterogeneity ?? 0, trial: trial.id, each })));
  const bins = new Map<number, number>();
  const placed = dots.map((dot) => {
    const z = Math.max(-6, Math.min(6, dot.z));
    const bin = Math.round(z * 5);
    const level = bins.get(bin) ?? 0;
    bins.set(bin, level + 1);
    return { ...dot, x: 300 + (bin / 5) * 46, y: 100 - level * 7.5 };
  });
  const top = Math.min(0, ...placed.map((dot) => dot.y)) - 8;
  return (
    <svg className="strip" viewBox={`0 ${top} 600 ${136 - top}`} role="img" aria-label={t.strip(dots.length, dots.filter((dot) => Math.abs(dot.z) <= 1.96).length)}>
      <rect x={300 - 1.96 * 46} width={2 * 1.96 * 46} y={top} height={108 - top} className="ok" />
      <line x1="14" x2="586" y1="108" y2="108" className="axis" />
      {[-6, -4, -2, 0, 2, 4, 6].map((z) => <text key={z} x={300 + z * 46} y="124" textAnchor="middle">{z === 0 ? t.exact : show(z, 0)}</text>)}
      {placed.map((dot, index) => <a key={index} href={href('trials', dot.trial)}><circle cx={dot.x} cy={dot.y} r="3" className={`${dot.each.split} ${Math.abs(dot.z) <= 1.96 ? '' : 'off'}`}><title>{t.dot(dot.trial, words.outcomes[dot.each.outcome] ?? dot.each.words, show(dot.z, 1))}</title></circle></a>)}
    </svg>
  );
}

interface TableProps { trials: readonly Schemas['TrialLine'][]; outcomes: Record<string, string>; card: Scorecard | null }

function Table({ trials, outcomes, card }: TableProps): JSX.Element {
  const t = words.trials;
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState('');
  const scores = useMemo(() => new Map((card?.trials ?? []).map((trial) => [trial.id, trial.endpoints.filter((each) => each.counts && each.inside_with_heterogeneity !== null)])), [card]);
  const sought = text.toLowerCase();
  const shown = trials.filter((trial) => (!outcome || trial.outcomes.includes(outcome)) && (!sought || `${trial.id} ${trial.title} ${trial.arms.join(' ')}`.toLowerCase().includes(sought)));
  return (
    <section className="stack" aria-labelledby="trial-list">
      <div className="section-head"><h2 id="trial-list">{t.list(show(trials.length, 0))}</h2><p>{t.listLead}</p></div>
      <div className="row">
        <input className="input inline" type="search" aria-label={t.search} placeholder={t.search} value={text} onChange={(event) => setText(event.target.value)} />
        <select className="input inline" aria-label={t.byOutcome} value={outcome} onChange={(event) => setOutcome(event.target.value)}>
          <option value="">{t.allOutcomes}</option>
          {Object.entries(outcomes).map(([id, name]) => <option key={id} value={id}>{words.outcomes[id] ?? name}</option>)}
        </select>
        <span className="small quiet" role="status">{t.shown(show(shown.length, 0))}</span>
      </div>
      <div className="card flat scroll-x" tabIndex={0} role="region" aria-label={t.list(show(trials.length, 0))}>
        <table className="trial-table">
          <thead><tr><th scope="col">{t.columns.trial}</th><th scope="col" className="number">{t.columns.people}</th><th scope="col" className="number">{t.columns.age}</th><th scope="col">{t.columns.arms}</th><th scope="col" className="number">{t.columns.figures}</th><th scope="col" className="number">{t.columns.met}</th></tr></thead>
          <tbody>
            {shown.map((trial) => {
              const scored = scores.get(trial.id);
              const met = scored?.filter((each) => each.inside_with_heterogeneity).length ?? 0;
              return (
                <tr key={trial.id}>
                  <td><a href={href('trials', trial.id)}>{nice(trial.title)}</a><br /><span className="micro quiet">{trial.id}</span></td>
                  <td className="number">{trial.people === null ? '' : show(trial.people, 0)}</td>
                  <td className="number">{trial.age === null ? '' : show(trial.age, 0)}</td>
                  <td className="small">{nice(trial.arms.join(', '))}</td>
                  <td className="number">{trial.endpoints}{trial.held_out ? <span className="micro quiet"> {t.held(trial.held_out)}</span> : null}</td>
                  <td className="number">{scored?.length ? <span className={`chip plain ${met === scored.length ? 'good' : met === 0 ? 'weak' : 'fair'}`}>{t.of(met, scored.length)}</span> : ''}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}

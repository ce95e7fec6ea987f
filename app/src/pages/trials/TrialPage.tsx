import { useState, type JSX } from 'react';
import { answered, api, type Schemas } from '../../api/client';
import { nice, range, show, signed } from '../../format';
import { PageHead, Trouble, Waiting } from '../../parts/bits';
import { useAnswer } from '../../parts/useAnswer';
import { href } from '../../state/route';
import { words } from '../../words';

/** One published trial: who, what was given, what was measured, and what the model says of it. */
export function TrialPage({ id }: { id: string }): JSX.Element {
  const t = words.trials;
  const [wanted, want] = useState(true);
  const page = useAnswer(id, (signal) => answered(api.GET('/api/trials/{name}', { params: { path: { name: id } }, signal })));
  const replay = useAnswer(wanted && page.data ? `replay ${id}` : '', (signal) => answered(api.POST('/api/trials/{name}/replay', { params: { path: { name: id } }, headers: { 'Content-Type': 'application/json' }, body: {} as never, signal })));
  if (page.error) return <><a href={href('trials')}>{t.back}</a><Trouble error={page.error} again={page.again} /></>;
  if (!page.data) return <Waiting>{words.why.loading}</Waiting>;
  const trial = page.data as Schemas['TrialPage'];
  const replayed = (replay.data as Schemas['Scorecard'] | null)?.trials.find((each) => each.id === id);
  return (
    <>
      <PageHead kicker={trial.id} title={nice(trial.title)} lead={t.facts(trial.people === null ? '' : show(trial.people, 0), trial.age === null ? '' : show(trial.age, 0), show(100 * trial.female, 0), trial.latitude === null ? '' : show(trial.latitude, 0))}>
        <p className="row small"><a href={href('trials')}>{t.back}</a>{trial.doi ? <span className="quiet">doi:{trial.doi}</span> : null}</p>
      </PageHead>
      <div className="grid">
        {trial.arm_details.map((arm) => (
          <article key={arm.name} className="card flat stack tight"><h3>{nice(arm.name)}</h3><p className="small quiet">{arm.people === null ? '' : t.inArm(show(arm.people, 0))}</p><p>{arm.dose.length ? nice(arm.dose.join(', ')) : t.noDose}</p></article>
        ))}
      </div>
      <section className="card stack" aria-labelledby="forest">
        <h2 id="forest">{t.forest}</h2>
        {replay.busy ? <Waiting>{t.replaying}</Waiting> : null}
        {replay.error ? <Trouble error={replay.error} again={() => { want(true); replay.again(); }} /> : null}
        {replayed ? <Forest endpoints={replayed.endpoints} /> : null}
        {replayed?.not_read.length ? <p className="small quiet">{t.notRead} {replayed.not_read.join(', ')}</p> : null}
        <p className="map-legend bare"><span className="key"><i className="swatch seen" />{t.seen}</span><span className="key"><i className="swatch told" />{t.told}</span></p>
      </section>
      <section className="stack" aria-labelledby="figures">
        <div className="section-head"><h2 id="figures">{t.measured}</h2><p>{t.measuredLead}</p></div>
        <div className="card flat scroll-x" tabIndex={0} role="region" aria-label={t.measured}>
          <table>
            <thead><tr><th scope="col">{t.cells.outcome}</th><th scope="col">{t.cells.arm}</th><th scope="col" className="number">{t.cells.day}</th><th scope="col" className="number">{t.cells.observed}</th><th scope="col">{t.cells.split}</th><th scope="col">{t.cells.source}</th></tr></thead>
            <tbody>
              {trial.figures.map((figure, index) => (
                <tr key={index}>
                  <td>{words.outcomes[figure.outcome] ?? figure.outcome}<br /><span className="micro quiet">{t.measures[figure.measure] ?? figure.measure}</span></td>
                  <td>{nice(figure.arm)}{figure.versus ? ` \u2212 ${nice(figure.versus)}` : ''}</td>
                  <td className="number">{show(figure.day, 0)}</td>
                  <td className="number">{figure.observed === null ? t.directions[figure.direction ?? ''] ?? figure.direction : `${signed(figure.observed)} ${nice(figure.unit)}`}{figure.ci95 ? <span className="micro quiet"> ({range({ low: figure.ci95[0], high: figure.ci95[1] })})</span> : null}</td>
                  <td><span className={`chip plain ${figure.split === 'holdout' ? 'good' : ''}`}>{t.splits[figure.split]}</span></td>
                  <td className="small quiet">{figure.source}{figure.note ? `; ${figure.note}` : ''}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
    </>
  );
}

function Forest({ endpoints }: { endpoints: readonly Schemas['Scored'][] }): JSX.Element {
  const t = words.trials;
  const units = [...new Set(endpoints.map((each) => `${each.unit} ${each.measure}`))];
  return (
    <div className="stack wide">
      {units.map((unit) => <ForestGroup key={unit} rows={endpoints.filter((each) => `${each.unit} ${each.measure}` === unit)} title={t.groupTitle(t.measures[endpoints.find((each) => `${each.unit} ${each.measure}` === unit)?.measure ?? ''] ?? '', unit.split(' ')[0] ?? '')} />)}
    </div>
  );
}

function ForestGroup({ rows, title }: { rows: readonly Schemas['Scored'][]; title: string }): JSX.Element {
  const t = words.trials;
  const ends = rows.flatMap((row) => [row.predicted, ...(row.predicted_interval ?? []), row.observed, ...(row.ci95 ?? [])]).filter((value): value is number => value !== null && Number.isFinite(value));
  const zero = rows.some((row) => row.measure !== 'value');
  const low = Math.min(...ends, ...(zero ? [0] : []));
  const high = Math.max(...ends, ...(zero ? [0] : []));
  const at = (value: number): number => 3 + (94 * (value - low)) / Math.max(1e-9, high - low);
  return (
    <div className="stack tight">
      <h4>{title}</h4>
      <div className="forest">
        {rows.map((row, index) => (
          <div key={index} className="forest-line">
            <span className="forest-name">{words.outcomes[row.outcome] ?? row.words}<span className="micro quiet"> {nice(row.arm)}{row.versus ? ` \u2212 ${nice(row.versus)}` : ''}, {t.day(show(row.day, 0))}</span></span>
            <svg viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">
              {zero ? <line x1={at(0)} x2={at(0)} y1="0" y2="20" className="zero" /> : null}
              {row.ci95 ? <line x1={at(row.ci95[0])} x2={at(row.ci95[1])} y1="6" y2="6" className="seen" /> : null}
              {row.observed !== null ? <rect x={at(row.observed) - 0.6} width="1.2" y="3" height="6" className="seen-dot" /> : null}
              {row.predicted_interval ? <line x1={at(row.predicted_interval[0])} x2={at(row.predicted_interval[1])} y1="14" y2="14" className="told" /> : null}
              {row.predicted !== null ? <rect x={at(row.predicted) - 0.6} width="1.2" y="11" height="6" className="told-dot" /> : null}
            </svg>
            <span className="number small">
              <span className="seen-text">{row.observed === null ? t.directions[row.direction ?? ''] ?? '' : `${signed(row.observed)}${row.ci95 ? ` (${range({ low: row.ci95[0], high: row.ci95[1] })})` : ''}`}</span>
              <span className="told-text">{row.predicted === null ? t.notModelled : `${signed(row.predicted)}${row.predicted_interval ? ` (${range({ low: row.predicted_interval[0], high: row.predicted_interval[1] })})` : ''}`}</span>
            </span>
            <span className={`chip plain ${row.inside_with_heterogeneity === null ? '' : row.inside_with_heterogeneity ? 'good' : 'weak'}`}>{row.inside_with_heterogeneity === null ? t.uncounted : row.inside_with_heterogeneity ? t.met : t.missed}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

import { useCallback, useState, type JSX } from 'react';
import { answered, api, type Schemas } from '../api/client';
import { EChart } from '../charts/EChart';
import { faint, type Look } from '../charts/look';
import { nice, range, show, signed } from '../format';
import { PageHead, Segmented, StopList, Trouble, Waiting } from '../parts/bits';
import { save } from '../parts/download';
import { useAnswer } from '../parts/useAnswer';
import { adopt, overtaken, person, textOf } from '../state/person';
import { go } from '../state/route';
import { memory, useStore } from '../state/store';
import { words } from '../words';

type Answer = Schemas['PlanAnswer'];
type Ends = Schemas['Ends'];
interface Wishes { body: 'NASEM' | 'EFSA'; vegan: boolean; noFish: boolean; noPills: boolean; sun: boolean }
const PLAIN: Wishes = { body: 'NASEM', vegan: false, noFish: false, noPills: false, sun: false };

export function PlanPage(): JSX.Element {
  const p = words.plan;
  const state = useStore(person);
  const stopped = overtaken(state);
  const file = state.read?.person;
  const [wishes, setWishes] = useState<Wishes>(memory.read<Wishes>('wishes') ?? PLAIN);
  const wish = (change: Partial<Wishes>): void => { const next = { ...wishes, ...change }; memory.write('wishes', next); setWishes(next); };
  const diet = [...(wishes.vegan ? ['vegan'] : []), ...(wishes.noFish ? ['no fish'] : [])];
  const body = { person: file as Schemas['PersonFile'], goals: [], diet, without: [], sun: wishes.sun, body: wishes.body, alternatives: true, max_pills: wishes.noPills ? 0 : null };
  const found = useAnswer(file && !stopped ? JSON.stringify(body) : '', (signal) => answered(api.POST('/api/plan', { body, signal })));
  return (
    <>
      <PageHead kicker={words.pages.plan} title={p.title} lead={p.lead} />
      <section className="card row wishes" aria-label={p.wishes}>
        <span className="small quiet">{p.wishes}</span>
        <Segmented label={p.body} options={[['NASEM', p.bodies.NASEM], ['EFSA', p.bodies.EFSA]]} value={wishes.body} onPick={(chosen) => wish({ body: chosen })} />
        <label className="check"><input type="checkbox" checked={wishes.vegan} onChange={(event) => wish({ vegan: event.target.checked })} />{p.vegan}</label>
        <label className="check"><input type="checkbox" checked={wishes.noFish} onChange={(event) => wish({ noFish: event.target.checked })} />{p.noFish}</label>
        <label className="check"><input type="checkbox" checked={wishes.noPills} onChange={(event) => wish({ noPills: event.target.checked })} />{p.noPills}</label>
        <label className="check"><input type="checkbox" checked={wishes.sun} onChange={(event) => wish({ sun: event.target.checked })} />{p.sunToo}</label>
      </section>
      {stopped ? <Stopped stops={state.stops} /> : null}
      {found.error && !stopped ? <Trouble error={found.error} again={found.again} /> : null}
      {found.busy || (!found.data && !found.error && !stopped) ? <Waiting>{p.busy}</Waiting> : null}
      {found.data && !found.busy && !stopped ? <Shown plan={found.data as Answer} /> : null}
    </>
  );
}

function Shown({ plan }: { plan: Answer }): JSX.Element {
  const p = words.plan;
  if (plan.status === 'ask your doctor') return <Stopped stops={plan.stops} />;
  return (
    <>
      <section className="plan-hero card">
        <div className="stack">
          <div><span className={`chip plain ${plan.status === 'impossible' ? 'stop' : 'good'}`}>{p.status[plan.status]}</span></div>
          <Steps plan={plan} />
          {plan.conflict ? <div className="note"><p>{p.conflict}</p><ul className="plain">{[...plan.conflict.conditions, ...plan.conflict.remedies].map((line) => <li key={line}>{line}</li>)}</ul></div> : null}
          <div className="row">
            {plan.person ? <button type="button" className="button primary" onClick={() => void tryOut(plan)}>{p.tryOut}</button> : null}
            {plan.calendar ? <button type="button" className="button" onClick={() => save(new Blob([plan.calendar], { type: 'text/calendar' }), 'osteon-plan.ics')}>{p.calendar}</button> : null}
          </div>
        </div>
        {plan.effect ? <Effect effect={plan.effect} /> : null}
      </section>
      <Goals goals={plan.goals} />
      {plan.timetable.length ? <Timetable times={plan.timetable} /> : null}
      {plan.cautions.length ? <Cautions cautions={plan.cautions} /> : null}
      {plan.alternatives.length ? <Others others={plan.alternatives} /> : null}
      <Limits limits={plan.limits} />
      {plan.margins.length ? <Margins margins={plan.margins} /> : null}
      {plan.notes.map((note) => <p key={note} className="note">{note}</p>)}
    </>
  );
}

function Stopped({ stops }: { stops: readonly Schemas['Stop'][] }): JSX.Element {
  return (
    <section className="problems">
      <strong>{words.stops.title}</strong>
      <p>{words.plan.stopped}</p>
      <StopList stops={stops} />
    </section>
  );
}

async function tryOut(plan: Answer): Promise<void> {
  if (!plan.person) return;
  const read = await answered(api.POST('/api/person/read', { body: { text: textOf(plan.person), name: words.pages.plan } }));
  adopt(read, null);
  go('body');
}

function Steps({ plan }: { plan: Answer }): JSX.Element {
  const p = words.plan;
  if (plan.steps.length === 0 && plan.gives_up.length === 0) return <h2>{p.nothing}</h2>;
  return (
    <ul className="steps">
      {plan.steps.map((step) => <li key={step.id}><Badge kind={step.kind} /><strong>{nice(step.words)}</strong></li>)}
      {plan.gives_up.map((name) => <li key={name}><Badge kind="drop" /><span><strong>{p.drop(name)}</strong></span></li>)}
      {plan.sun_minutes && plan.sun_minutes !== plan.sun_minutes_now ? <li><Badge kind="sun" /><span><strong>{p.minutes(show(plan.sun_minutes, 0))}</strong></span></li> : null}
    </ul>
  );
}

function Badge({ kind }: { kind: string }): JSX.Element {
  return <span className={`badge ${kind}`} aria-hidden="true">{({ food: '+', pill: '+', drop: '\u2212', sun: '+' })[kind] ?? '+'}</span>;
}

function Effect({ effect }: { effect: NonNullable<Answer['effect']> }): JSX.Element {
  const p = words.plan;
  const level = effect['25ohd_serum'];
  const option = useCallback((look: Look): Record<string, unknown> => {
    const line = (name: string, rows: readonly Ends[], color: string, type: string): object[] => {
      const pairs = (read: (row: Ends) => number): number[][] => rows.map((row, index) => [level.weeks[index] ?? 0, read(row)]);
      return [
        { type: 'line', stack: name, data: pairs((row) => row.low), symbol: 'none', lineStyle: { opacity: 0 }, silent: true, stackStrategy: 'all', tooltip: { show: false } },
        { type: 'line', stack: name, data: pairs((row) => row.high - row.low), symbol: 'none', lineStyle: { opacity: 0 }, areaStyle: { color: faint(color, 0.14) }, silent: true, stackStrategy: 'all', tooltip: { show: false } },
        { type: 'line', name, data: pairs((row) => row.median), symbol: 'none', lineStyle: { color, width: 2.6, type }, itemStyle: { color } },
      ];
    };
    return {
      animation: false,
      grid: { left: 4, right: 12, top: 14, bottom: 4, containLabel: true },
      tooltip: { trigger: 'axis', renderMode: 'richText', backgroundColor: look.card, borderColor: look.line, textStyle: { color: look.ink }, valueFormatter: (value: unknown) => `${show(Number(value), 0)} ${level.unit}` },
      xAxis: { type: 'value', min: level.weeks[0], max: level.weeks[level.weeks.length - 1], axisLabel: { color: look.quiet, formatter: (week: number) => p.week(show(week, 0)), hideOverlap: true }, splitLine: { show: false }, axisLine: { lineStyle: { color: look.line } } },
      yAxis: { type: 'value', scale: true, axisLabel: { color: look.quiet }, splitLine: { lineStyle: { color: look.grid } } },
      series: [...line(p.asNow, level.now, look.quiet, 'dashed'), ...line(p.withPlan, level.plan, look.d3, 'solid')],
    };
  }, [level, p]);
  return (
    <div className="stack tight">
      <h3>{p.effect}</h3>
      <EChart option={option} height={220} label={p.effectChart(show(level.now.at(-1)?.median, 0), show(level.plan.at(-1)?.median, 0))} />
      <ul className="plain small">{effect.sentences.map((line) => <li key={line}>{nice(line)}</li>)}</ul>
      <details><summary>{p.changes}</summary>
        <ul className="plain small">{Object.entries(effect.changes).map(([outcome, change]) => <li key={outcome}><b>{words.outcomes[outcome] ?? change.name}:</b> {change.points.map((each) => p.change(show(each.year, 0), signed(each.median), range(each), nice(change.unit))).join('; ')}</li>)}</ul>
      </details>
    </div>
  );
}

function Goals({ goals }: { goals: Answer['goals'] }): JSX.Element {
  const p = words.plan;
  return (
    <section className="stack" aria-labelledby="goals">
      <div className="section-head"><h2 id="goals">{p.goals}</h2><p>{p.goalsLead}</p></div>
      <div className="grid goals">
        {goals.map((goal) => (
          <article key={`${goal.nutrient} ${goal.words}`} className="card flat stack tight">
            <div className="row spread"><h3 className="small-title">{nice(goal.words)}</h3><span className={`chip plain ${goal.met ? 'good' : 'weak'}`}>{goal.met ? p.met : p.unmet}</span></div>
            <p className="number">{p.nowThen(show(goal.now.median), show(goal.then.median), nice(goal.unit))}</p>
            <div className="chance" role="img" aria-label={p.chance(show(100 * goal.chance_now, 0), show(100 * goal.chance, 0), show(100 * goal.asked, 0))}>
              <i className="then" style={{ width: `${100 * goal.chance}%` }} /><i className="now" style={{ width: `${100 * goal.chance_now}%` }} /><b style={{ left: `${100 * goal.asked}%` }} />
            </div>
            <p className="small quiet">{p.chance(show(100 * goal.chance_now, 0), show(100 * goal.chance, 0), show(100 * goal.asked, 0))}</p>
            <p className="micro quiet">{goal.source}</p>
          </article>
        ))}
      </div>
    </section>
  );
}

function Timetable({ times }: { times: Answer['timetable'] }): JSX.Element {
  const p = words.plan;
  const hours = [...new Set(times.map((time) => time.time))].sort();
  return (
    <section className="stack" aria-labelledby="timetable">
      <div className="section-head"><h2 id="timetable">{p.timetable}</h2><p>{p.timetableLead}</p></div>
      <ol className="timetable">
        {hours.map((hour) => (
          <li key={hour}>
            <span className="hour number">{hour}<small>{times.find((time) => time.time === hour)?.slot}</small></span>
            <div className="slot">
              {times.filter((time) => time.time === hour).map((time, index) => (
                <article key={index} className={`dose ${time.kind}`}>
                  <strong>{p.what(time.name, nice(time.words))}</strong>
                  <span className="small quiet">{time.days}</span>
                  {time.why ? <span className="small quiet">{time.why}</span> : null}
                </article>
              ))}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Cautions({ cautions }: { cautions: Answer['cautions'] }): JSX.Element {
  return (
    <section className="stack" aria-labelledby="cautions">
      <div className="section-head"><h2 id="cautions">{words.plan.cautions}</h2></div>
      <ul className="alternatives card flat">{cautions.map((each, index) => <li key={index}><span><strong>{each.what}</strong> {each.why} {each.timing} {each.ask}</span><span className="micro quiet">{each.source}</span></li>)}</ul>
    </section>
  );
}

function Others({ others }: { others: Answer['alternatives'] }): JSX.Element {
  const p = words.plan;
  return (
    <section className="stack" aria-labelledby="others">
      <div className="section-head"><h2 id="others">{p.others}</h2><p>{p.othersLead}</p></div>
      <div className="grid">
        {others.map((other) => (
          <article key={other.name} className="card flat stack tight">
            <h3>{other.name}</h3>
            {other.why_not ? <p className="small quiet">{nice(other.why_not)}</p> : other.same ? <p className="small quiet">{p.same}</p> : (
              <ul className="plain small">{other.steps.map((step) => <li key={step}>{nice(step)}</li>)}{other.gives_up.map((name) => <li key={name}>{p.drop(name)}</li>)}{other.sun_minutes ? <li>{p.minutes(show(other.sun_minutes, 0))}</li> : null}</ul>
            )}
          </article>
        ))}
      </div>
    </section>
  );
}

function Limits({ limits }: { limits: Answer['limits'] }): JSX.Element {
  const p = words.plan;
  return (
    <details className="card flat"><summary>{p.limits(limits.length)}</summary>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={p.limits(limits.length)}>
        <table><thead><tr><th scope="col">{p.nutrient}</th><th scope="col" className="number">{p.limit}</th><th scope="col" className="number">{p.most}</th><th scope="col" className="number">{p.passed}</th><th scope="col">{p.source}</th></tr></thead>
          <tbody>{limits.map((each) => <tr key={each.nutrient}><td>{each.nutrient}{each.counts === 'supplements' ? <span className="micro quiet"> {p.pillsOnly}</span> : null}</td><td className="number">{show(each.limit)} {nice(each.unit)}</td><td className="number">{show(each.most_with_99_percent)}</td><td className="number">{show(100 * each.chance_passed, 1)} %</td><td className="small quiet">{each.source}</td></tr>)}</tbody>
        </table>
      </div>
    </details>
  );
}

function Margins({ margins }: { margins: Answer['margins'] }): JSX.Element {
  return <details className="card flat"><summary>{words.plan.margins}</summary><ul className="plain small">{margins.map((each, index) => <li key={index}>{nice(each.words)}</li>)}</ul></details>;
}

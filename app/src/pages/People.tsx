import { useCallback, useState, type JSX } from 'react';
import { answered, api, type Schemas } from '../api/client';
import { EChart } from '../charts/EChart';
import { faint, type Look } from '../charts/look';
import { nice, range, show, signed } from '../format';
import { PageHead, Segmented, Support, Trouble, Why } from '../parts/bits';
import { ProgressBar } from '../parts/ProgressBar';
import { Slider } from '../parts/Slider';
import { useJob } from '../parts/useJob';
import { createStore, memory, useStore } from '../state/store';
import { words } from '../words';

type Result = Schemas['PopulationResult'];
interface Wanted { people: '200' | '1000' | '5000'; years: '5' | '10' | '20'; who: 'all' | 'women' | 'men'; from: number; to: number; d3: number; mk7: number }
const FIRST: Wanted = { people: '1000', years: '10', who: 'all', from: 50, to: 80, d3: 1000, mk7: 180 };
const kept = createStore<Result | null>(null);

/** A virtual population with and without a regimen, run on this machine with its progress shown. */
export function PeoplePage(): JSX.Element {
  const p = words.people;
  const [wanted, setWanted] = useState<Wanted>(memory.read<Wanted>('population') ?? FIRST);
  const want = (change: Partial<Wanted>): void => { const next = { ...wanted, ...change }; memory.write('population', next); setWanted(next); };
  const result = useStore(kept);
  const job = useJob<Result>(() => answered(api.POST('/api/population', {
    body: {
      people: Number(wanted.people), years: Number(wanted.years), seed: 1, age_from: Math.min(wanted.from, wanted.to - 1), age_to: wanted.to,
      women: wanted.who === 'all' ? null : wanted.who === 'women' ? 1 : 0, d3_iu: wanted.d3, mk7_ug: wanted.mk7,
    },
  })), (found) => kept.set(found));
  return (
    <>
      <PageHead kicker={words.pages.people} title={p.title} lead={p.lead} />
      <section className="card stack" aria-labelledby="draw">
        <h2 id="draw">{p.draw}</h2>
        <div className="people-form">
          <div className="stack">
            <div className="row"><span className="small quiet">{p.count}</span><Segmented label={p.count} options={[['200', '200'], ['1000', '1,000'], ['5000', '5,000']]} value={wanted.people} onPick={(people) => want({ people })} /></div>
            <div className="row"><span className="small quiet">{p.years}</span><Segmented label={p.years} options={[['5', '5'], ['10', '10'], ['20', '20']]} value={wanted.years} onPick={(years) => want({ years })} /></div>
            <div className="row"><span className="small quiet">{p.who}</span><Segmented label={p.who} options={[['all', p.all], ['women', p.women], ['men', p.men]]} value={wanted.who} onPick={(who) => want({ who })} /></div>
          </div>
          <div className="stack">
            <Slider label={p.from} unit={p.ageUnit} value={wanted.from} low={18} high={90} step={1} tone="age" ends={['18', '90']} onMove={(from) => want({ from, to: Math.max(from + 1, wanted.to) })} />
            <Slider label={p.to} unit={p.ageUnit} value={wanted.to} low={19} high={95} step={1} tone="age" ends={['19', '95']} onMove={(to) => want({ to, from: Math.min(to - 1, wanted.from) })} />
          </div>
          <div className="stack">
            <Slider label={words.body.names.d3_iu} unit={words.body.units.d3_iu} value={wanted.d3} low={0} high={5000} step={100} tone="d3" ends={['0', '5,000']} onMove={(d3) => want({ d3 })} />
            <Slider label={words.body.names.mk7_ug} unit={words.body.units.mk7_ug} value={wanted.mk7} low={0} high={360} step={5} tone="k2" ends={['0', '360']} onMove={(mk7) => want({ mk7 })} />
          </div>
        </div>
        {job.status === 'running' ? <ProgressBar progress={job.progress} onStop={job.stop} /> : <div><button type="button" className="button primary" onClick={job.begin}>{result ? p.again : p.begin}</button></div>}
        {job.status === 'failed' ? <Trouble error={job.error} again={job.begin} /> : null}
      </section>
      {result ? <Shown result={result} /> : <p className="quiet">{p.notYet}</p>}
    </>
  );
}

function Shown({ result }: { result: Result }): JSX.Element {
  const p = words.people;
  return (
    <>
      <p className="lead-line">{p.ran(show(result.people, 0), show(100 * result.women, 0), range(result.age, 0), show(result.years, 0), show(result.seconds, 1))}</p>
      <section className="stack" aria-labelledby="counted">
        <div className="section-head"><h2 id="counted">{p.counted}</h2><p>{p.countedLead(show(result.years, 0))}</p></div>
        <div className="grid">
          {result.counted.map((each) => (
            <article key={each.id} className="card flat stack tight">
              <h3 className="small-title">{nice(each.words)}</h3>
              <ul className="bars three">
                {each.now === null ? null : <Bar name={p.now} value={each.now} kind="ghost" />}
                <Bar name={p.later(show(result.years, 0))} value={each.later} kind="mixed" />
                <Bar name={p.with} value={each.later_with} kind="people" />
              </ul>
              <p className="small quiet">{p.fewer(show(Math.abs(each.fewer), 0), each.fewer)}</p>
            </article>
          ))}
        </div>
      </section>
      <section className="stack" aria-labelledby="spread-people">
        <div className="section-head"><h2 id="spread-people">{p.distributions}</h2><p>{p.distributionsLead}</p></div>
        <div className="grid two">{result.distributions.map((each) => <Distribution key={each.outcome} each={each} years={show(result.years, 0)} />)}</div>
      </section>
      {result.notes.map((note) => <p key={note} className="note">{nice(note)}</p>)}
      {result.stuck ? <p className="note">{p.stuck(show(result.stuck, 0))}</p> : null}
    </>
  );
}

function Bar({ name, value, kind }: { name: string; value: number; kind: string }): JSX.Element {
  return <li><span className="bar-name">{name}</span><span className="bar"><i className={kind} style={{ width: `${Math.min(100, value / 10)}%` }} /></span><span className="number small">{show(value, value < 10 ? 1 : 0)}</span></li>;
}

function Distribution({ each, years }: { each: Schemas['Distribution']; years: string }): JSX.Element {
  const p = words.people;
  const option = useCallback((look: Look): Record<string, unknown> => {
    const { edges, now, later, later_with: taken } = each.histogram;
    const step = (row: readonly number[]): number[][] => [...row.map((count, index) => [edges[index] ?? 0, count]), [edges[edges.length - 1] ?? 0, 0]];
    const line = (name: string, row: readonly number[], color: string, fill: number, type = 'solid'): object => ({ name, type: 'line', step: 'end', symbol: 'none', data: step(row), lineStyle: { color, width: 2, type }, itemStyle: { color }, areaStyle: fill ? { color: faint(color, fill) } : undefined });
    return {
      animation: false,
      grid: { left: 4, right: 10, top: 10, bottom: 4, containLabel: true },
      tooltip: { trigger: 'axis', renderMode: 'richText', backgroundColor: look.card, borderColor: look.line, textStyle: { color: look.ink } },
      xAxis: { type: 'value', min: edges[0], max: edges[edges.length - 1], axisLabel: { color: look.quiet, hideOverlap: true, showMinLabel: false, showMaxLabel: false }, splitLine: { show: false }, axisLine: { lineStyle: { color: look.line } } },
      yAxis: { type: 'value', axisLabel: { show: false }, axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } },
      series: [line(p.now, now, look.ghost, 0, 'dashed'), line(p.later(years), later, look.signal, 0.12), line(p.with, taken, look.d3, 0.2)],
    };
  }, [each, p, years]);
  return (
    <article className="card flat stack tight">
      <div className="row spread"><h3 className="small-title"><Why name={each.outcome}>{words.outcomes[each.outcome] ?? each.words}</Why> <span className="micro quiet">{nice(each.unit)}</span></h3><Support word={each.support} /></div>
      <EChart option={option} height={170} label={p.chart(words.outcomes[each.outcome] ?? each.words, show(each.now.middle, each.digits), show(each.later.middle, each.digits), show(each.later_with.middle, each.digits))} />
      <p className="map-legend bare"><span className="key"><i className="swatch ghost" />{p.now} {show(each.now.middle, each.digits)}</span><span className="key"><i className="swatch mixed" />{p.later(years)} {show(each.later.middle, each.digits)}</span><span className="key"><i className="swatch people" />{p.with} {show(each.later_with.middle, each.digits)}</span></p>
      <p className="small">{p.difference(signed(each.difference.middle, each.digits + 1), range(each.difference, each.digits + 1), nice(each.unit))}</p>
    </article>
  );
}

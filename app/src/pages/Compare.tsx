import { useCallback, useMemo, useState, type JSX } from 'react';
import { answered, api, type Schemas } from '../api/client';
import { EChart } from '../charts/EChart';
import { faint, type Look } from '../charts/look';
import { daySankey } from '../charts/sankey';
import { nice, range, show, signed } from '../format';
import { PageHead, Segmented, Support, Trouble, Waiting, Why } from '../parts/bits';
import { useAnswer } from '../parts/useAnswer';
import { overtaken, person } from '../state/person';
import { useStore } from '../state/store';
import { words } from '../words';
import { Synergy } from './compare/Synergy';

type Compared = Schemas['Compared'];
const YEARS = ['3', '10', '20'] as const;
const COLORS = ['quiet', 'd3', 'k2', 'accent', 'blood', 'calcium', 'signal'] as const;
const DASHES = ['solid', 'solid', 'solid', 'solid', [6, 4], [2, 3], [8, 3, 2, 3]] as const;

export function ComparePage(): JSX.Element {
  const state = useStore(person);
  const file = state.read?.person;
  const [years, setYears] = useState<(typeof YEARS)[number]>('10');
  const c = words.compare;
  const key = file ? `${years} ${JSON.stringify(file)}` : '';
  const ask = (plans: boolean) => (signal: AbortSignal): Promise<Schemas['Comparison']> =>
    answered(api.POST('/api/compare', { body: { person: file as Schemas['PersonFile'], years: Number(years), d3_iu: 1000, mk7_ug: 180, draws: 64, more: [], plans }, signal }));
  const found = useAnswer(key, ask(false));
  const planned = useAnswer(found.data && !found.busy && !overtaken(state) ? `${key} plan` : '', ask(true));
  const shown = planned.data && !found.busy && !planned.busy && !overtaken(state) ? planned.data : found.data;
  return (
    <>
      <PageHead kicker={words.pages.compare} title={c.title} lead={c.lead}>
        <div className="row">
          <span className="small quiet">{c.after}</span>
          <Segmented label={c.after} options={YEARS.map((each) => [each, c.years(each)] as const)} value={years} onPick={setYears} />
          {found.busy && found.data ? <Waiting>{c.busy}</Waiting> : planned.busy ? <Waiting>{c.planning}</Waiting> : null}
        </div>
      </PageHead>
      {found.error ? <Trouble error={found.error} again={found.again} /> : null}
      {shown ? <Shown comparison={shown} /> : found.error ? null : <Waiting>{c.busy}</Waiting>}
    </>
  );
}

function Shown({ comparison }: { comparison: Schemas['Comparison'] }): JSX.Element {
  const c = words.compare;
  const there = comparison.regimens.filter((each) => each.available);
  const missing = comparison.regimens.filter((each) => !each.available);
  return (
    <>
      <Overlay regimens={there} />
      <section className="stack" aria-labelledby="side-by-side">
        <div className="section-head"><h2 id="side-by-side">{c.table}</h2><p>{c.tableLead(show(comparison.years, 0))}</p></div>
        <Side regimens={there} />
        {missing.map((each) => <p key={each.id} className="note">{c.missing(c.names[each.id] ?? each.words)} {each.why_not}</p>)}
      </section>
      <Synergy rows={comparison.synergy} />
      <Day regimens={there} />
    </>
  );
}

function Overlay({ regimens }: { regimens: readonly Compared[] }): JSX.Element {
  const c = words.compare;
  const ids = useMemo(() => regimens[0]?.curves.map((curve) => curve.id) ?? [], [regimens]);
  const [chosen, choose] = useState('25ohd_serum');
  const id = useMemo(() => (ids.includes(chosen) ? chosen : (ids[0] ?? '')), [ids, chosen]);
  const [bold, setBold] = useState('both');
  const option = useCallback((look: Look) => overlay(regimens, id, bold, look), [regimens, id, bold]);
  const unit = regimens[0]?.curves.find((curve) => curve.id === id)?.unit ?? '';
  return (
    <section className="card stack" aria-labelledby="overlay">
      <div className="row spread">
        <h2 id="overlay">{words.curves[id] ?? id}</h2>
        <label className="row small quiet">{c.show}<select className="input inline" value={id} onChange={(event) => choose(event.target.value)}>{ids.map((each) => <option key={each} value={each}>{c.curve(words.curves[each] ?? each, each)}</option>)}</select></label>
      </div>
      <div className="row" role="group" aria-label={c.bold}>
        {regimens.map((each, index) => (
          <button key={each.id} type="button" className={`regimen ${COLORS[index] ?? 'quiet'}`} aria-pressed={bold === each.id} onClick={() => setBold(each.id)}>
            <i className={index > 3 ? 'dashed' : ''} />{c.names[each.id] ?? each.words}
          </button>
        ))}
      </div>
      <EChart option={option} height={340} label={c.chart(words.curves[id] ?? id, unit, regimens.map((each) => c.names[each.id] ?? each.words).join(', '))} />
      <p className="small quiet">{c.band}</p>
    </section>
  );
}

function overlay(regimens: readonly Compared[], id: string, bold: string, look: Look): Record<string, unknown> {
  const curves = regimens.map((each) => ({ regimen: each, curve: each.curves.find((curve) => curve.id === id) })).filter((each) => each.curve);
  const first = curves[0]?.curve;
  if (!first) return {};
  const factor = first.unit === '1' ? 100 : 1;
  const day = first.axis === 'day';
  const at = (x: number): number => (day ? x / 365.25 : x);
  const series: object[] = [];
  curves.forEach(({ regimen, curve }) => {
    if (!curve) return;
    const index = regimens.indexOf(regimen);
    const color = look[COLORS[index] ?? 'quiet'];
    const pairs = (row: readonly number[]): number[][] => curve.x.map((x, place) => [at(x), (row[place] ?? 0) * factor]);
    if (regimen.id === bold) {
      const low = pairs(curve.p5);
      series.push({ type: 'line', data: low, stack: 'band', symbol: 'none', lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false }, stackStrategy: 'all' });
      series.push({ type: 'line', data: pairs(curve.p95.map((value, place) => value - (curve.p5[place] ?? 0))), stack: 'band', stackStrategy: 'all', symbol: 'none', lineStyle: { opacity: 0 }, areaStyle: { color: faint(color, 0.16) }, silent: true, tooltip: { show: false } });
    }
    series.push({ name: words.compare.names[regimen.id] ?? regimen.words, type: 'line', data: pairs(curve.p50), symbol: 'none', z: regimen.id === bold ? 5 : 3, lineStyle: { color, width: regimen.id === bold ? 3.2 : 1.9, type: DASHES[index] ?? 'solid' }, itemStyle: { color } });
  });
  const xs = first.x.map(at);
  return {
    animation: false,
    grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
    tooltip: { trigger: 'axis', renderMode: 'richText', backgroundColor: look.card, borderColor: look.line, textStyle: { color: look.ink }, valueFormatter: (value: unknown) => show(Number(value), factor === 100 ? 0 : first.digits) },
    xAxis: { type: 'value', min: xs[0], max: xs[xs.length - 1], axisLine: { lineStyle: { color: look.line } }, axisLabel: { color: look.quiet, formatter: (value: number) => (day ? words.body.year(value) : show(value, 0)), showMinLabel: false, showMaxLabel: false }, splitLine: { show: false }, interval: day ? 0.5 : undefined },
    yAxis: { type: 'value', scale: true, axisLabel: { color: look.quiet }, splitLine: { lineStyle: { color: look.grid } } },
    series,
  };
}

const ROWS = ['25ohd_serum', 'fractional_calcium_absorption', 'pth_intact', 'calcium_urine_mg', 'ucoc_fraction', 'dp_ucmgp', 'ctx', 'p1np', 'bmd_lumbar_spine', 'bmd_femoral_neck', 'bmd_total_hip', 'pwv_carotid_femoral', 'cac_score'];

function Side({ regimens }: { regimens: readonly Compared[] }): JSX.Element {
  const c = words.compare;
  return (
    <div className="card scroll-x flat" tabIndex={0} role="region" aria-label={c.table}>
      <table className="compare">
        <thead>
          <tr><th scope="col">{c.outcome}</th>{regimens.map((each) => <th key={each.id} scope="col" className="number">{c.names[each.id] ?? each.words}</th>)}</tr>
        </thead>
        <tbody>
          {ROWS.map((id) => <OutcomeRow key={id} id={id} regimens={regimens} />)}
          <FractureRow regimens={regimens} />
        </tbody>
      </table>
    </div>
  );
}

function OutcomeRow({ id, regimens }: { id: string; regimens: readonly Compared[] }): JSX.Element | null {
  const cells = regimens.map((each) => each.outcomes.find((outcome) => outcome.outcome === id));
  const first = cells.find(Boolean);
  if (!first) return null;
  const factor = first.unit === '1' ? 100 : 1;
  const digits = factor === 100 ? 0 : first.digits;
  const scaled = (figure: Schemas['Figure']): Schemas['Figure'] => ({ low: figure.low * factor, middle: figure.middle * factor, high: figure.high * factor });
  return (
    <tr>
      <th scope="row"><Why name={id}>{words.outcomes[id] ?? first.words}</Why><br /><span className="micro quiet">{factor === 100 ? '%' : nice(first.unit)} </span><Support word={first.support} /></th>
      {cells.map((cell, index) => {
        if (!cell) return <td key={index} />;
        const end = scaled(cell.end);
        const against = cell.against_nothing;
        return (
          <td key={index} className="number">
            <span className="cell-big">{show(end.middle, digits)}</span> <span className="cell-range">{range(end, digits)}</span>
            {against ? <span className={`cell-diff ${against.direction}`} title={against.says}>{arrow(against.direction)} {signed(scaled(against.amount).middle, digits)}<span className="cell-range">{range(scaled(against.amount), digits)}</span></span> : null}
          </td>
        );
      })}
    </tr>
  );
}

const arrow = (direction: string): string => ({ higher: '\u2191', lower: '\u2193', unclear: '\u00b1', none: '=' })[direction] ?? '';

function FractureRow({ regimens }: { regimens: readonly Compared[] }): JSX.Element {
  return (
    <tr>
      <th scope="row"><Why name="fracture_major">{words.outcomes.fracture_major}</Why><br /><span className="micro quiet">{words.compare.perThousand}</span></th>
      {regimens.map((each) => <td key={each.id} className="number">{each.fractures ? <><span className="cell-big">{show(each.fractures.major.middle, 0)}</span> <span className="cell-range">{range(each.fractures.major, 0)}</span></> : null}</td>)}
    </tr>
  );
}

function Day({ regimens }: { regimens: readonly Compared[] }): JSX.Element {
  const c = words.compare;
  const [chosen, choose] = useState('both');
  const found = regimens.find((each) => each.id === chosen) ?? regimens[0];
  const flows = useMemo(() => found?.flows ?? [], [found]);
  const option = useCallback((look: Look) => daySankey(flows, look), [flows]);
  return (
    <section className="card stack" aria-labelledby="day">
      <div className="row spread">
        <h2 id="day">{c.day}</h2>
        <Segmented label={c.day} options={regimens.map((each) => [each.id, c.names[each.id] ?? each.words] as const)} value={found?.id ?? ''} onPick={choose} />
      </div>
      <p className="small quiet">{c.dayLead}</p>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={c.day}><div className="sankey"><EChart option={option} height={340} label={c.dayChart(flows.filter((flow) => flow.substance === 'calcium' && flow.id !== 'bone_net').map((flow) => `${flow.words} ${show(flow.amount.middle, 0)} mg`).join(', '))} /></div></div>
    </section>
  );
}

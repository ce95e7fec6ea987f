import { memo, useMemo, useState, type JSX } from 'react';
import { BandChart, type CurveData, type Tone } from '../../charts/BandChart';
import { nice, range, show } from '../../format';
import { Segmented, Support, Why } from '../../parts/bits';
import { useCalm } from '../../parts/useCalm';
import { useInView } from '../../parts/useInView';
import { live as liveStore, setSpread, type Live, type Spread } from '../../state/live';
import { person } from '../../state/person';
import { useStore } from '../../state/store';
import { theme } from '../../state/theme';
import { words } from '../../words';

const TONES: Record<string, Tone> = {
  '25ohd_serum': 'd3', '1_25ohd_serum': 'd3', fractional_calcium_absorption: 'calcium', pth_intact: 'signal', calcium_serum: 'calcium',
  ucoc_fraction: 'k2', dp_ucmgp: 'k2', plasma_mk7: 'k2', pwv_carotid_femoral: 'blood', cac_score: 'blood', cac_chance: 'blood',
};
const FIRST = ['25ohd_serum', 'fractional_calcium_absorption', 'pth_intact', 'ucoc_fraction', 'dp_ucmgp', 'plasma_mk7', 'ctx', 'p1np', 'calcium_serum', '1_25ohd_serum'];
const SCORES = ['t_lumbar_spine', 't_femoral_neck', 't_total_hip'];
const DENSITIES = ['bmd_lumbar_spine', 'bmd_femoral_neck', 'bmd_total_hip'];
const LATER = ['pwv_carotid_femoral', 'cac_chance', 'cac_score', 'bone_calcium', 'ctx_life', 'p1np_life'];
const SPREADS: readonly Spread[] = ['both', 'doubt', 'people'];

export function FirstYears({ live }: { live: Live }): JSX.Element {
  const { spread } = useStore(liveStore);
  return (
    <section className="stack" aria-labelledby="first-years">
      <div className="section-head">
        <h2 id="first-years">{words.body.first}</h2>
        <p>{words.body.firstLead}</p>
      </div>
      <div className="row">
        <span className="small quiet">{words.body.bands}</span>
        <Segmented label={words.body.bands} options={SPREADS.map((id) => [id, words.body.spreads[id]] as const)} value={spread} onPick={setSpread} />
        <span className="small quiet">{words.body.spreadSays[spread]}</span>
      </div>
      <Curves live={live} ids={FIRST} />
    </section>
  );
}

export function LifeCourse({ live }: { live: Live }): JSX.Element {
  const [as, setAs] = useState<'score' | 'density'>('score');
  return (
    <section className="stack" aria-labelledby="life-course">
      <div className="section-head">
        <h2 id="life-course">{words.body.life}</h2>
        <p>{words.body.lifeLead}</p>
      </div>
      <div className="row">
        <span className="small quiet">{words.body.densityAs}</span>
        <Segmented label={words.body.densityAs} options={[['score', words.body.score], ['density', words.body.density]]} value={as} onPick={setAs} />
      </div>
      <Curves live={live} ids={[...(as === 'score' ? SCORES : DENSITIES), ...LATER]} />
    </section>
  );
}

function Curves({ live, ids }: { live: Live; ids: readonly string[] }): JSX.Element {
  const now = useStore(liveStore).now;
  const found = new Map(live.curves.map((curve) => [curve.id, curve]));
  const before = new Map((now?.curves ?? []).map((curve) => [curve.id, curve]));
  const [box, inView] = useInView();
  const calm = useCalm(live);
  return (
    <div className="curves" ref={box}>
      {ids.map((id) => {
        const curve = found.get(id);
        return curve ? <CurveCard key={id} curve={curve} ghost={before.get(id) ?? null} live={live} inView={calm || inView.has(id)} /> : null;
      })}
    </div>
  );
}

const AHEAD = 10;

interface CardProps { curve: CurveData; ghost: CurveData | null; live: Live; inView: boolean }

/** A curve with its figure. Out of view it waits until the slider rests, so that what is in view can follow at once. */
const CurveCard = memo(function CurveCard({ curve, ghost, live }: CardProps): JSX.Element {
  const colors = useStore(theme);
  const start = useStore(person).read?.person.person.start_date;
  const share = curve.unit === '1';
  const factor = share ? 100 : 1;
  const unit = share ? '%' : nice(curve.unit);
  const digits = share ? 0 : curve.digits;
  const told = tellOf(curve, live);
  const name = words.curves[curve.id] ?? curve.words;
  const scaled = { low: told.low * factor, high: told.high * factor };
  const splits = useMemo(() => splitsOf(curve), [curve]);
  const xLabel = useMemo(() => labelOf(curve.axis, start ?? null), [curve.axis, start]);
  return (
    <article className="card flat chart-card" data-id={curve.id}>
      <div className="chart-top">
        <div>
          <h3>{name}</h3>
          <div className="sub"><span>{unit}</span><Support word={curve.support} /></div>
        </div>
        <div className="chart-now">
          <div className="big"><Why name={curve.outcome} label={words.why.label(show(told.middle * factor, digits), name)}>{show(told.middle * factor, digits)}</Why></div>
          <span className="range number">{range(scaled, digits)}</span>
          <span className="range">{told.when}</span>
        </div>
      </div>
      <BandChart
        curve={curve}
        ghost={ghost}
        tone={TONES[curve.id] ?? 'bone'}
        label={words.body.chart(name, show(told.middle * factor, digits), range(scaled, digits), unit, told.when, words.support[curve.support])}
        xLabel={xLabel}
        splits={splits}
        theme={colors}
        scale={factor}
      />
    </article>
  );
}, (_before, after) => !after.inView);

interface Told { middle: number; low: number; high: number; when: string }

/** The figure beside a curve: the mean of the second year, or ten years on. */
function tellOf(curve: CurveData, live: Live): Told {
  const level = curve.axis === 'day' ? live.levels.find((each) => each.outcome === curve.outcome) : undefined;
  if (level) return { ...level.amount, when: words.body.secondYear };
  const goal = curve.axis === 'day' ? 728 : (curve.x[0] ?? 0) + AHEAD;
  let index = 0;
  curve.x.forEach((x, place) => { if (Math.abs(x - goal) < Math.abs((curve.x[index] ?? 0) - goal)) index = place; });
  const when = curve.axis === 'day' ? words.body.year(2) : words.body.atAge(show(curve.x[index], 0));
  return { middle: curve.p50[index] ?? 0, low: curve.p5[index] ?? 0, high: curve.p95[index] ?? 0, when };
}

const QUARTER = 91.3125;

function splitsOf(curve: CurveData): number[] {
  if (curve.axis === 'day') return [0, 1, 2, 3, 4, 5, 6, 7].map((count) => count * QUARTER);
  const first = Math.ceil((curve.x[0] ?? 0) / 10) * 10;
  const last = curve.x[curve.x.length - 1] ?? 100;
  const marks: number[] = [];
  for (let age = first; age <= last; age += 10) marks.push(age);
  return marks;
}

function labelOf(axis: string, start: string | null): (x: number) => string {
  if (axis === 'age') return (x) => show(x, 0);
  const begun = start ? new Date(`${start}T12:00:00Z`) : new Date(Date.UTC(2026, 0, 1, 12));
  return (x) => words.body.months[new Date(begun.getTime() + x * 86_400_000).getUTCMonth()] ?? '';
}

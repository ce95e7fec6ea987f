import { useEffect, useId, useMemo, useRef, type JSX, type ReactNode } from 'react';
import { range, show } from '../format';
import { words } from '../words';
import { layouts, type FlowName, type Layout, type OrganName } from './layout';
import { Artery, Bone, Food, Gut, Kidney, Liver, Parathyroid, Pill, Skin, Sun, Vessel } from './organs';
import { Particles, type Stream } from './particles';
import { KIND, SIGNALS, widths, type MapReadings } from './readings';

const ORDER: FlowName[] = [
  'stool', 'eatCalcium', 'takeCalcium', 'absorbed', 'secreted', 'uptake', 'release', 'toKidney', 'urine', 'sweat', 'plaque',
  'sunD', 'skinD', 'eatD', 'takeD', 'gutD', 'liverD', 'kidneyD', 'calcitriol', 'eatK', 'takeK', 'gutK', 'liverK', 'boneK', 'arteryK', 'pthBone', 'pthKidney',
];

function drawing(organ: OrganName, readings: MapReadings, layout: Layout): ReactNode {
  switch (organ) {
    case 'sun': return <Sun strength={Math.min(1, readings.sunMinutes / 60)} />;
    case 'skin': return <Skin type={readings.skinType} />;
    case 'gut': return <Gut />;
    case 'liver': return <Liver />;
    case 'kidney': return <Kidney />;
    case 'parathyroid': return <Parathyroid />;
    case 'bone': return <Bone density={readings.density} />;
    case 'artery': return <Artery chance={readings.calcified.median / 100} open={1} />;
    case 'food': return <Food />;
    case 'pills': return <Pill />;
    case 'blood': return <Vessel width={layout.vessel[0]} height={layout.vessel[1]} />;
  }
}

function organLines(organ: OrganName, r: MapReadings): string[] {
  const m = words.map;
  switch (organ) {
    case 'sun': return [m.sunLine(show(r.sunMinutes, 0))];
    case 'skin': return [m.skinLine(show(r.d3.skin, 1))];
    case 'gut': return [m.gutLine(show(100 * r.absorption.median, 0), range({ low: 100 * r.absorption.low, high: 100 * r.absorption.high }, 0))];
    case 'liver': return [m.liverLine];
    case 'kidney': return [m.kidneyLine(show(r.calcitriol.median, 0))];
    case 'parathyroid': return [m.hormoneLine(show(r.hormone.median, 0), range(r.hormone, 0))];
    case 'bone': return r.tScore ? [m.boneLine(show(r.tScore.median, 1), range(r.tScore, 1)), m.balanceLine(show(r.calcium.net.median, 0))] : [m.balanceLine(show(r.calcium.net.median, 0))];
    case 'artery': return [m.arteryLine(show(r.calcified.median, 0)), m.stiffLine(show(r.stiffness.median, 1))];
    case 'food': return [];
    case 'pills': return [];
    case 'blood': return [m.bloodLine(show(r.serum.median, 2)), m.statusLine(show(r.calcidiol.median, 0), range(r.calcidiol, 0))];
  }
}

function shortLines(organ: OrganName, r: MapReadings): string[] {
  const m = words.map;
  switch (organ) {
    case 'skin': return [m.skinShort(show(r.d3.skin, 1))];
    case 'gut': return [m.gutShort(show(100 * r.absorption.median, 0))];
    case 'liver': return [];
    case 'kidney': return [m.kidneyShort(show(r.calcitriol.median, 0))];
    case 'parathyroid': return [m.hormoneShort(show(r.hormone.median, 0))];
    case 'bone': return r.tScore ? [m.boneShort(show(r.tScore.median, 1))] : [];
    case 'artery': return [m.arteryShort(show(r.calcified.median, 0)), m.stiffLine(show(r.stiffness.median, 1))];
    default: return organLines(organ, r);
  }
}

function flowText(flow: FlowName, r: MapReadings, tall: boolean): string {
  const m = words.map;
  const mg = (value: number): string => m.mg(show(value, 0));
  switch (flow) {
    case 'eatCalcium': return m.eaten(mg(r.calcium.food));
    case 'takeCalcium': return r.calcium.supplement > 0 ? m.taken(mg(r.calcium.supplement)) : '';
    case 'stool': return m.stool(mg(r.calcium.stool.median));
    case 'absorbed': return tall ? mg(r.calcium.absorbed.median) : m.absorbed(mg(r.calcium.absorbed.median));
    case 'secreted': return tall ? mg(r.calcium.secreted.median) : m.secreted(mg(r.calcium.secreted.median));
    case 'uptake': return tall ? show(r.calcium.uptake.median, 0) : m.uptake(mg(r.calcium.uptake.median));
    case 'release': return tall ? show(r.calcium.release.median, 0) : m.release(mg(r.calcium.release.median));
    case 'toKidney': return '';
    case 'urine': return m.urine(mg(r.calcium.urine.median));
    case 'sweat': return m.sweat(mg(r.calcium.sweat.median));
    case 'plaque': return tall ? '' : m.plaque;
    case 'sunD': return m.made(show(r.d3.skin, 1));
    case 'gutD': return m.vitaminD(show(r.d3.absorbed, r.d3.absorbed < 10 ? 1 : 0));
    case 'gutK': return m.vitaminK(show(r.k.used, 0));
    case 'liverD': return tall ? '' : m.calcidiol(show(r.d3.made, r.d3.made < 10 ? 1 : 0));
    case 'calcitriol': return tall ? m.calcitriolShort : m.calcitriol(show(r.d3.calcitriol, 1));
    case 'boneK': return (tall ? m.activeShort : m.active)(show(100 - r.inactiveOsteocalcin.median, 0));
    case 'arteryK': return tall ? m.mgpShort(show(r.inactiveMgp.median, 0)) : m.mgp(show(r.inactiveMgp.median, 0));
    case 'pthBone': return tall ? '' : m.signal;
    default: return '';
  }
}

interface Props { readings: MapReadings; kind: 'wide' | 'tall'; theme: string; onPick: (organ: OrganName) => void }

/** The drawn body: organs, ribbons whose width is the amount, and dots that drift along them. */
export function BodyMap({ readings, kind, theme, onPick }: Props): JSX.Element {
  const layout = layouts[kind];
  const wide = useMemo(() => widths(readings, layout), [readings, layout]);
  const title = useId();
  return (
    <div className="map-stage">
      <svg className={`map ${kind}`} viewBox={`0 0 ${layout.width} ${layout.height}`} role="group" aria-labelledby={title}>
        <title id={title}>{words.map.title}</title>
        <g aria-hidden="true">
          {ORDER.map((flow) => <Ribbon key={flow} flow={flow} d={layout.flows[flow].d} width={wide[flow]} />)}
        </g>
        {(Object.keys(layout.organs) as OrganName[]).map((organ) => (
          <Organ key={organ} organ={organ} layout={layout} readings={readings} onPick={onPick} />
        ))}
        <g aria-hidden="true">
          {ORDER.map((flow) => <FlowLabel key={flow} flow={flow} layout={layout} text={flowText(flow, readings, kind === 'tall')} />)}
        </g>
      </svg>
      <Dots layout={layout} wide={wide} theme={theme} />
    </div>
  );
}

function Ribbon({ flow, d, width }: { flow: FlowName; d: string; width: number }): JSX.Element | null {
  if (width === 0) return null;
  const style = SIGNALS.has(flow) ? (flow === 'calcitriol' || flow === 'kidneyD' ? 'signal-line' : 'faint') : '';
  return <path d={d} className={`flow ${KIND[flow]} ${style}`} strokeWidth={width} />;
}

function FlowLabel({ flow, layout, text }: { flow: FlowName; layout: Layout; text: string }): JSX.Element | null {
  const course = layout.flows[flow];
  if (!course.label || !text) return null;
  return (
    <text x={course.label[0]} y={course.label[1]} textAnchor={course.anchor ?? 'middle'} className={`flow-label ${KIND[flow]}`}>
      {text}
    </text>
  );
}

interface OrganProps { organ: OrganName; layout: Layout; readings: MapReadings; onPick: (organ: OrganName) => void }

function Organ({ organ, layout, readings, onPick }: OrganProps): JSX.Element {
  const place = layout.organs[organ];
  const lines = organLines(organ, readings);
  const name = words.map.organs[organ];
  const pick = (): void => onPick(organ);
  return (
    <g
      className="organ"
      role="button"
      tabIndex={0}
      onClick={pick}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        pick();
      }}
    >
      <rect className="halo" x={place.x - place.halo[0]} y={place.y - place.halo[1]} width={2 * place.halo[0]} height={2 * place.halo[1]} rx="26" />
      <g transform={`translate(${place.x},${place.y}) scale(${place.scale})`}>{drawing(organ, readings, layout)}</g>
      <text x={place.label[0]} y={place.label[1]} textAnchor={place.anchor} className="organ-name">{name}</text>
      {(layout.name === 'tall' ? shortLines(organ, readings) : lines).map((line, index) => (
        <text key={index} x={place.label[0]} y={place.label[1]} dy={`${1.28 * (index + 1)}em`} textAnchor={place.anchor} className="organ-value">{line}</text>
      ))}
    </g>
  );
}

const SPEED = 34;

function streamsOf(layout: Layout, wide: Record<FlowName, number>): Stream[] {
  const look = getComputedStyle(document.documentElement);
  const colors = { calcium: look.getPropertyValue('--calcium'), d3: look.getPropertyValue('--d3'), k2: look.getPropertyValue('--k2') };
  return ORDER.flatMap((flow) => {
    const kind = KIND[flow];
    if (wide[flow] === 0 || kind === 'signal' || flow === 'plaque') return [];
    return [{ d: layout.flows[flow].d, width: wide[flow], color: colors[kind], speed: SPEED }];
  });
}

function Dots({ layout, wide, theme }: { layout: Layout; wide: Record<FlowName, number>; theme: string }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const particles = useRef<Particles | null>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    const made = new Particles(element);
    particles.current = made;
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const fit = new ResizeObserver(() => { made.fit(layout.width); made.paint(); });
    fit.observe(element);
    const seen = new IntersectionObserver(([entry]) => (entry?.isIntersecting && !still ? made.start() : made.stop()));
    seen.observe(element);
    return () => { made.stop(); fit.disconnect(); seen.disconnect(); };
  }, [layout]);
  useEffect(() => {
    particles.current?.set(streamsOf(layout, wide));
    particles.current?.paint();
  }, [layout, wide, theme]);
  return <canvas ref={canvas} aria-hidden="true" />;
}

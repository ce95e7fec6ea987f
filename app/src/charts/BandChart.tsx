import { useEffect, useRef, type JSX } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Schemas } from '../api/client';
import { show } from '../format';
import { faint, readLook, type Look } from './look';
import { niceRange, steady } from './scale';

export type CurveData = Schemas['Curve'];
export type Tone = 'calcium' | 'd3' | 'k2' | 'bone' | 'blood' | 'signal' | 'accent';

interface Props {
  curve: CurveData;
  /** The same curve without what was changed, drawn dashed. */
  ghost?: CurveData | null;
  tone: Tone;
  height?: number;
  label: string;
  xLabel: (x: number) => string;
  splits: number[];
  theme: string;
  scale?: number;
}

const WIDTHS = { line: 2.2, ghost: 1.4 };

function axisRange(curve: CurveData, ghost: CurveData | null | undefined, factor: number): [number, number] {
  const all = [...curve.p5, ...curve.p95, ...(ghost ? [...ghost.p25, ...ghost.p75] : [])].map((value) => value * factor);
  for (const mark of curve.marks ?? []) all.push(...[mark.low, mark.high].map((value) => value * factor));
  const low = Math.min(...all);
  const high = Math.max(...all);
  const positive = low >= 0 && !curve.unit.startsWith('T');
  const near = positive && low < 0.45 * high ? 0 : low;
  return niceRange(near, high);
}

function onto(ghost: CurveData, x: readonly number[]): (number | null)[] {
  let index = 0;
  return x.map((value) => {
    while (index < ghost.x.length - 2 && (ghost.x[index + 1] ?? 0) < value) index += 1;
    const [x0, x1, y0, y1] = [ghost.x[index] ?? 0, ghost.x[index + 1] ?? 1, ghost.p50[index] ?? 0, ghost.p50[index + 1] ?? 0];
    if (value < (ghost.x[0] ?? 0) - 1e-9) return null;
    return y0 + ((y1 - y0) * (value - x0)) / Math.max(1e-9, x1 - x0);
  });
}

function dataOf(curve: CurveData, ghost: CurveData | null | undefined, factor: number): uPlot.AlignedData {
  const scaled = (row: readonly number[]): number[] => (factor === 1 ? [...row] : row.map((value) => value * factor));
  const dashed = ghost ? onto(ghost, curve.x).map((value) => (value === null ? null : value * factor)) : curve.x.map(() => null);
  return [[...curve.x], scaled(curve.p95), scaled(curve.p5), scaled(curve.p75), scaled(curve.p25), dashed, scaled(curve.p50)] as uPlot.AlignedData;
}

function paintBehind(plot: uPlot, curve: CurveData, look: Look, factor: number): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  const reference = curve.reference;
  if (reference) {
    ctx.fillStyle = faint(look.quiet, 0.12);
    ctx.beginPath();
    curve.x.forEach((x, index) => ctx.lineTo(plot.valToPos(x, 'x', true), plot.valToPos((reference.high[index] ?? 0) * factor, 'y', true)));
    [...curve.x].reverse().forEach((x, index) => ctx.lineTo(plot.valToPos(x, 'x', true), plot.valToPos((reference.low[curve.x.length - 1 - index] ?? 0) * factor, 'y', true)));
    ctx.fill();
  }
  for (const mark of curve.marks ?? []) paintMark(plot, mark, look, factor);
  ctx.restore();
}

function paintMark(plot: uPlot, mark: Schemas['Mark'], look: Look, factor: number): void {
  const { ctx, bbox } = plot;
  const dense = devicePixelRatio;
  const left = Math.max(bbox.left, plot.valToPos(mark.start, 'x', true));
  const [high, low] = [plot.valToPos(mark.high * factor, 'y', true), plot.valToPos(mark.low * factor, 'y', true)];
  ctx.font = look.font(0.7 * dense, 500);
  ctx.textAlign = 'left';
  if (mark.low === mark.high) {
    ctx.strokeStyle = faint(look.limit, 0.85);
    ctx.setLineDash([4 * dense, 4 * dense]);
    ctx.lineWidth = dense;
    ctx.beginPath();
    ctx.moveTo(left, low);
    ctx.lineTo(bbox.left + bbox.width, low);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.fillStyle = look.limit;
    ctx.textBaseline = 'bottom';
    ctx.fillText(mark.words, left + 6 * dense, low - 3 * dense);
    return;
  }
  ctx.fillStyle = look.enough;
  ctx.fillRect(left, high, bbox.left + bbox.width - left, low - high);
}

/** Middle, half and nine tenths of the draws over time, on a canvas that keeps up with a slider. */
export function BandChart({ curve, ghost, tone, height = 168, label, xLabel, splits, theme, scale = 1 }: Props): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const tip = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const shown = useRef({ curve, ghost, range: null as [number, number] | null, splits, xLabel, scale });

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const look = readLook();
    const color = tone === 'd3' ? look.d3 : look[tone];
    const made = new uPlot(optionsOf(look, color, element.clientWidth, height * (look.rem / 16), shown, tip), dataOf(shown.current.curve, shown.current.ghost, scale), element);
    plot.current = made;
    const watch = new ResizeObserver(() => { if (element.clientWidth > 0) made.setSize({ width: element.clientWidth, height: height * (look.rem / 16) }); });
    watch.observe(element);
    return () => { watch.disconnect(); made.destroy(); plot.current = null; };
  }, [tone, theme, height, scale]);

  useEffect(() => {
    shown.current = { ...shown.current, curve, ghost, splits, xLabel, scale };
    plot.current?.setData(dataOf(curve, ghost, scale));
  }, [curve, ghost, splits, xLabel, scale]);

  return (
    <div className="plot" role="img" aria-label={label}>
      <div ref={box} />
      <div ref={tip} className="readout number" aria-hidden="true" />
    </div>
  );
}

interface Shown { curve: CurveData; ghost: CurveData | null | undefined; range: [number, number] | null; splits: number[]; xLabel: (x: number) => string; scale: number }

function optionsOf(look: Look, color: string, width: number, height: number, shown: { current: Shown }, tip: { current: HTMLDivElement | null }): uPlot.Options {
  const plain = { points: { show: false } };
  const rem = look.rem;
  return {
    width,
    height,
    padding: [8, 10, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7, fill: color, show: (_plot, series) => (series === 6 ? document.createElement('div') : (false as unknown as HTMLElement)) } },
    scales: {
      x: { time: false },
      y: {
        range: () => {
          const range = steady(axisRange(shown.current.curve, shown.current.ghost, shown.current.scale), shown.current.range);
          shown.current.range = range;
          return range;
        },
      },
    },
    series: [
      {},
      { ...plain, width: 0 }, { ...plain, width: 0 }, { ...plain, width: 0 }, { ...plain, width: 0 },
      { ...plain, stroke: look.ghost, width: WIDTHS.ghost, dash: [5, 4] },
      { ...plain, stroke: color, width: WIDTHS.line },
    ],
    bands: [
      { series: [1, 2], fill: faint(color, 0.14) },
      { series: [3, 4], fill: faint(color, 0.22) },
    ],
    axes: [
      { stroke: look.quiet, font: look.font(0.72), size: 1.5 * rem, gap: 4, grid: { show: false }, ticks: { stroke: look.line, size: 4, width: 1 }, splits: () => shown.current.splits, values: (_plot, marks) => marks.map((mark) => shown.current.xLabel(mark)) },
      { stroke: look.quiet, font: look.font(0.72), size: 2.7 * rem, gap: 4, space: 34, grid: { stroke: look.grid, width: 1 }, ticks: { show: false }, values: (_plot, marks) => marks.map((mark) => show(mark, tickDigits(marks))) },
    ],
    hooks: {
      drawClear: [(plot) => paintBehind(plot, shown.current.curve, look, shown.current.scale)],
      setCursor: [(plot) => tell(plot, shown.current, tip.current)],
    },
  };
}

function tickDigits(marks: readonly number[]): number {
  const step = Math.abs((marks[1] ?? 1) - (marks[0] ?? 0)) || 1;
  return step >= 1 ? 0 : Math.min(3, Math.ceil(-Math.log10(step) - 1e-9));
}

function tell(plot: uPlot, shown: Shown, tip: HTMLDivElement | null): void {
  if (!tip) return;
  const index = plot.cursor.idx;
  if (index === null || index === undefined || (plot.cursor.left ?? -1) < 0) {
    tip.style.visibility = 'hidden';
    return;
  }
  const { curve, scale, xLabel } = shown;
  const digits = scale === 1 ? curve.digits : Math.max(0, curve.digits - 2);
  const at = (row: readonly number[]): string => show((row[index] ?? 0) * scale, digits);
  tip.textContent = `${xLabel(curve.x[index] ?? 0)}: ${at(curve.p50)} (${at(curve.p5)} to ${at(curve.p95)})`;
  const left = (plot.cursor.left ?? 0) + plot.bbox.left / devicePixelRatio;
  tip.style.left = `${Math.min(Math.max(0, left - tip.offsetWidth / 2), plot.width - tip.offsetWidth)}px`;
  tip.style.visibility = 'visible';
}

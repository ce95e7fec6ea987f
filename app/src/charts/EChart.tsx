import { BarChart, LineChart, SankeyChart, ScatterChart } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use as register, type ECharts, type EChartsCoreOption } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef, type JSX } from 'react';
import { useStore } from '../state/store';
import { theme } from '../state/theme';
import { readLook, type Look } from './look';

register([SankeyChart, LineChart, BarChart, ScatterChart, GridComponent, TooltipComponent, MarkAreaComponent, MarkLineComponent, AriaComponent, CanvasRenderer]);

interface Props { option: (look: Look) => EChartsCoreOption; height: number; label: string }

/** Axes lettered in the size of the page, which ECharts does not take from the chart's own text. */
function legible(option: EChartsCoreOption, fontSize: number): EChartsCoreOption {
  for (const name of ['xAxis', 'yAxis']) {
    const axis = option[name] as { axisLabel?: object } | undefined;
    if (axis) option[name] = { ...axis, axisLabel: { fontSize, ...axis.axisLabel } };
  }
  return option;
}

/** A chart of ECharts; tips are drawn as text on the canvas, because the strict policy of the page allows no inline styles. */
export function EChart({ option, height, label }: Props): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const colors = useStore(theme);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const made = init(element, null, { renderer: 'canvas' });
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(element);
    return () => { watch.disconnect(); made.dispose(); chart.current = null; };
  }, []);
  useEffect(() => {
    const look = readLook();
    const base = { animationDuration: 250, textStyle: { fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--sans'), color: look.ink, fontSize: 0.78 * look.rem } };
    chart.current?.setOption(legible({ ...base, ...option(look) }, 0.76 * look.rem), true);
  }, [option, colors]);
  return <div ref={box} role="img" aria-label={label} className="echart" style={{ height: `${height / 16}rem` }} />;
}

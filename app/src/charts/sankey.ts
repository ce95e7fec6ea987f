import type { Schemas } from '../api/client';
import { show } from '../format';
import { words } from '../words';
import { faint, type Look } from './look';

type Flow = Schemas['Flow'];

/** A day of calcium as a Sankey: bone stands on both sides, as what it gives back and what it takes up. */
export function daySankey(flows: readonly Flow[], look: Look): Record<string, unknown> {
  const mg = (id: string): number => flows.find((flow) => flow.id === id)?.amount.middle ?? 0;
  const n = words.compare.nodes;
  const links = [
    [n.food, n.gut, mg('calcium_food'), look.calcium],
    [n.pills, n.gut, mg('calcium_pills'), look.calcium],
    [n.gut, n.blood, mg('calcium_absorbed'), look.calcium],
    [n.gut, n.stool, mg('calcium_passed'), look.quiet],
    [n.boneOut, n.blood, mg('bone_release'), look.bone],
    [n.blood, n.boneIn, mg('bone_uptake'), look.bone],
    [n.blood, n.stool, mg('calcium_secreted'), look.quiet],
    [n.blood, n.urine, mg('calcium_urine'), look.d3],
    [n.blood, n.sweat, mg('calcium_sweat'), look.d3],
  ].filter((link) => Number(link[2]) > 0.5) as [string, string, number, string][];
  const colors: Record<string, string> = { [n.food]: look.calcium, [n.pills]: look.calcium, [n.gut]: look.calcium, [n.blood]: look.blood, [n.stool]: look.quiet, [n.urine]: look.d3, [n.sweat]: look.d3, [n.boneIn]: look.bone, [n.boneOut]: look.bone };
  const names = [...new Set(links.flatMap(([from, to]) => [from, to]))];
  const through = (name: string): number => Math.max(links.filter(([from]) => from === name).reduce((sum, link) => sum + link[2], 0), links.filter(([, to]) => to === name).reduce((sum, link) => sum + link[2], 0));
  return {
    tooltip: { renderMode: 'richText', backgroundColor: look.card, borderColor: look.line, textStyle: { color: look.ink }, valueFormatter: (value: unknown) => `${show(Number(value), 0)} mg` },
    series: [{
      type: 'sankey', left: 8, right: 12 * look.rem, top: 10, bottom: 10, nodeWidth: 12, nodeGap: 16, draggable: false, emphasis: { focus: 'adjacency' },
      data: names.map((name) => ({ name, itemStyle: { color: colors[name], borderWidth: 0 }, label: { formatter: `${name}  ${show(through(name), 0)} mg`, color: look.ink } })),
      links: links.map(([source, target, value, color]) => ({ source, target, value, lineStyle: { color: faint(color, 0.34), opacity: 1, curveness: 0.5 } })),
      label: { fontSize: 0.78 * look.rem },
    }],
  };
}

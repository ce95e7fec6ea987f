/** Colours and type from the style sheet, for charts that paint on a canvas. */
export interface Look {
  ink: string; quiet: string; line: string; grid: string; card: string; calcium: string; d3: string; k2: string; bone: string; blood: string;
  accent: string; signal: string; enough: string; limit: string; ghost: string; font: (size: number, weight?: number) => string; rem: number;
}

export function readLook(): Look {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const rem = parseFloat(style.fontSize) || 16;
  const family = of('sans');
  return {
    ink: of('ink'), quiet: of('quiet'), line: of('line'), grid: of('grid'), card: of('card'), calcium: of('calcium'), d3: of('d3-fill'), k2: of('k2'),
    bone: of('bone-line'), blood: of('blood'), accent: of('accent'), signal: of('signal'), enough: of('enough'), limit: of('limit'), ghost: of('ghost'),
    font: (size, weight = 400) => `${weight} ${size * rem}px ${family}`,
    rem,
  };
}

/** A colour with an opacity. */
export const faint = (color: string, share: number): string => `color-mix(in srgb, ${color} ${Math.round(100 * share)}%, transparent)`;

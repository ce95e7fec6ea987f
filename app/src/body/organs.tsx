import { memo, type JSX } from 'react';

/** Organs drawn around (0, 0); what the model says of them shows in the drawing itself. */

export const Sun = memo(function Sun({ strength }: { strength: number }): JSX.Element {
  const rays = Array.from({ length: 14 }, (_, index) => (index * Math.PI * 2) / 14);
  const reach = 46 + 16 * strength;
  return (
    <g className="organ-sun">
      <circle r={30 + 22 * strength} className="glow" />
      {rays.map((angle, index) => (
        <line
          key={index}
          x1={Math.cos(angle) * 39}
          y1={Math.sin(angle) * 39}
          x2={Math.cos(angle) * (index % 2 ? reach - 5 : reach)}
          y2={Math.sin(angle) * (index % 2 ? reach - 5 : reach)}
        />
      ))}
      <circle r="30" className="disc" />
    </g>
  );
});

const TONES = ['#f6dccb', '#f0cdb2', '#dfb08d', '#bf8a63', '#8f5e3f', '#5a3a29'];

export const Skin = memo(function Skin({ type }: { type: number }): JSX.Element {
  const tone = TONES[Math.min(5, Math.max(0, Math.round(type) - 1))] ?? '#f0cdb2';
  return (
    <g className="organ-skin">
      <path d="M-108,-26 q13.5,-11 27,0 t27,0 t27,0 t27,0 t27,0 t27,0 t27,0 t27,0 V42 q0,10 -10,10 H-98 q-10,0 -10,-10 Z" className="fat" />
      <path d="M-108,-26 q13.5,-11 27,0 t27,0 t27,0 t27,0 t27,0 t27,0 t27,0 t27,0 V16 q-18,12 -36,2 t-36,0 t-36,2 t-36,-2 t-36,2 t-36,-4 Z" className="dermis" />
      <path d="M-108,-26 q13.5,-11 27,0 t27,0 t27,0 t27,0 t27,0 t27,0 t27,0 t27,0 v15 q-13.5,9 -27,0 t-27,0 t-27,0 t-27,0 t-27,0 t-27,0 t-27,0 t-27,0 Z" fill={tone} className="epidermis" />
      {[-70, -8, 52].map((x) => (
        <path key={x} d={`M${x},14 C${x + 3},-8 ${x + 8},-30 ${x + 22},-52`} className="hair" />
      ))}
      {[-84, -58, -34, -6, 22, 50, 78].map((x, index) => (
        <circle key={x} cx={x} cy={36 + (index % 2) * 3} r="8.5" className="fat-cell" />
      ))}
      <path d="M-24,44 C-24,30 -36,30 -34,20 S-22,8 -26,-10" className="gland" />
    </g>
  );
});

const COIL = 'M-52,-40 H36 a13.5,13.5 0 0 1 0,27 H-32 a13.5,13.5 0 0 0 0,27 H36 a13.5,13.5 0 0 1 0,27 H-10 a8,8 0 0 0 -8,8 V62';
const COLON = 'M-66,52 C-84,40 -82,10 -78,-14 C-80,-52 -72,-72 -46,-70 C-14,-66 18,-70 50,-70 C76,-72 82,-54 78,-16 C82,12 84,38 66,54';

export const Gut = memo(function Gut(): JSX.Element {
  return (
    <g className="organ-gut">
      <path d={COLON} className="colon-line" />
      <path d={COLON} className="colon" />
      <path d={COLON} className="colon-folds" />
      <path d={COIL} className="coil-line" />
      <path d={COIL} className="coil" />
      <path d={COIL} className="coil-shine" />
    </g>
  );
});

export const Liver = memo(function Liver(): JSX.Element {
  return (
    <g className="organ-liver">
      <path d="M-92,2 C-96,-44 -52,-62 4,-55 C46,-50 88,-46 100,-26 C104,-10 72,-2 48,16 C28,32 8,52 -34,54 C-72,56 -90,38 -92,2 Z" className="body" />
      <path d="M-92,2 C-96,-44 -52,-62 4,-55 C-30,-42 -62,-24 -66,18 C-68,36 -62,46 -52,51 C-78,46 -91,28 -92,2 Z" className="shade" />
      <path d="M22,-53 C18,-30 14,-6 20,32" className="fold" />
      <path d="M-22,52 C-14,42 -4,40 4,44 C2,54 -10,60 -22,52 Z" className="bile" />
      <path d="M-70,-22 C-54,-40 -30,-46 -8,-46" className="shine" />
    </g>
  );
});

export const Kidney = memo(function Kidney(): JSX.Element {
  return (
    <g className="organ-kidney">
      <path d="M-26,10 C-34,34 -32,60 -12,92" className="ureter" />
      <path d="M6,-62 C48,-66 64,-24 60,8 C56,46 30,66 2,60 C-24,54 -18,28 -26,12 C-32,2 -32,-8 -26,-16 C-18,-30 -30,-58 6,-62 Z" className="body" />
      {[[-2, -40, -18], [26, -28, 14], [36, 2, 48], [26, 32, 78], [-2, 44, 108]].map(([x, y, turn]) => (
        <path key={turn} d="M0,-11 C9,-9 11,7 0,12 C-11,7 -9,-9 0,-11 Z" transform={`translate(${x},${y}) rotate(${turn})`} className="pyramid" />
      ))}
      <path d="M-26,-2 C-8,-4 2,-22 2,-22 C4,-10 10,-2 20,2 C8,6 4,12 2,24 C-4,12 -12,10 -26,8 Z" className="pelvis" />
    </g>
  );
});

export const Parathyroid = memo(function Parathyroid(): JSX.Element {
  return (
    <g className="organ-thyroid">
      <path d="M-15,-44 V46 M15,-44 V46 M-15,-34 H15 M-15,-20 H15 M-15,30 H15 M-15,42 H15" className="trachea" />
      <path d="M-8,8 C-20,2 -22,-22 -32,-36 C-44,-42 -54,-20 -52,4 C-50,28 -38,40 -24,34 C-16,30 -12,24 0,24 C12,24 16,30 24,34 C38,40 50,28 52,4 C54,-20 44,-42 32,-36 C22,-22 20,2 8,8 C4,10 -4,10 -8,8 Z" className="thyroid" />
      {[[-38, -16], [38, -16], [-36, 17], [36, 17]].map(([x, y]) => (
        <ellipse key={`${x}${y}`} cx={x} cy={y} rx="7" ry="9.5" className="gland" />
      ))}
    </g>
  );
});

const FEMUR =
  'M-94,-150 C-76,-186 -26,-184 -12,-150 C-6,-137 6,-136 16,-146 C32,-166 66,-166 74,-136 C80,-112 66,-92 58,-64 C50,-36 47,0 46,56 C45,110 48,150 54,192 C34,200 0,200 -24,192 C-18,150 -16,110 -18,56 C-20,8 -24,-20 -40,-50 C-52,-72 -86,-84 -97,-112 C-102,-126 -101,-138 -94,-150 Z';
const STRUTS = [
  'M-86,-146 C-50,-130 -10,-110 10,-40 C14,-10 -8,20 -14,40',
  'M-70,-164 C-40,-140 4,-116 26,-44 C30,-16 20,20 18,40',
  'M-48,-172 C-24,-150 22,-128 42,-58 C44,-30 42,0 40,30',
  'M70,-132 C36,-120 -4,-108 -40,-64',
  'M74,-116 C44,-96 10,-84 -28,-40',
  'M64,-92 C44,-72 20,-58 -20,-12',
  'M58,-66 C44,-46 20,-30 -16,10',
  'M-96,-122 C-66,-116 -40,-96 -26,-60',
  'M-92,-136 C-64,-150 -36,-160 -20,-158',
  'M-88,-108 C-66,-124 -40,-140 -14,-142',
  'M-74,-96 C-52,-112 -26,-126 0,-130',
  'M20,-144 C34,-130 52,-116 66,-112',
  'M36,-156 C44,-142 58,-130 74,-128',
];

/** The upper end of a femur, sawn open; the struts inside thin as density falls (share of a young adult's). */
export const Bone = memo(function Bone({ density }: { density: number }): JSX.Element {
  const width = Math.max(0.8, Math.min(6.2, 4.6 + (density - 1) * 14));
  return (
    <g className="organ-bone">
      <clipPath id="femur"><path d={FEMUR} /></clipPath>
      <path d={FEMUR} className="body" />
      <g clipPath="url(#femur)">
        <path d="M-2,36 C-8,80 -6,130 -10,210 H38 C32,130 32,80 30,30 C22,6 6,8 -2,36 Z" className="marrow" />
        {STRUTS.map((strut) => <path key={strut} d={strut} className="strut" strokeWidth={width} />)}
        <path d={FEMUR} className="cortex" strokeWidth={10 + width * 2.2} />
      </g>
      <path d={FEMUR} className="outline" />
    </g>
  );
});

const SPECKS = Array.from({ length: 60 }, (_, index) => {
  const angle = index * 2.39996;
  const radius = 35.5 + ((index * 7919) % 13) - 5;
  return [Math.cos(angle) * radius, Math.sin(angle) * radius * 0.94, 1.4 + ((index * 31) % 5) * 0.42] as const;
});

/** An artery cut across; each white speck in its wall stands for calcium (`chance` 0 to 1 of any in the heart's arteries). */
export const Artery = memo(function Artery({ chance, open }: { chance: number; open: number }): JSX.Element {
  const count = Math.round(SPECKS.length * Math.min(1, Math.max(0, chance)));
  return (
    <g className="organ-artery">
      <path d="M-46,-26 C-10,-72 40,-92 96,-96 L122,-18 C84,-12 60,4 42,32 Z" className="tube" />
      <path d="M-30,-40 C6,-78 50,-92 96,-96" className="tube-shine" />
      <circle r="52" className="wall" />
      <circle r="46" className="media" />
      <circle r={24 * open + 3} className="lumen" />
      <ellipse cx="-5" cy="-6" rx="6" ry="4.4" className="cell" />
      <ellipse cx="8" cy="4" rx="6" ry="4.4" className="cell" />
      <ellipse cx="-4" cy="12" rx="5.5" ry="4" className="cell" />
      {SPECKS.slice(0, count).map(([x, y, r], index) => <circle key={index} cx={x} cy={y} r={r} className="speck" />)}
    </g>
  );
});

export const Food = memo(function Food(): JSX.Element {
  return (
    <g className="organ-food">
      <circle r="40" className="plate" />
      <circle r="29" className="plate-in" />
      <path d="M-22,3 C-15,-9 3,-12 13,-1 L22,-9 C20,-2 20,5 22,12 L13,4 C4,14 -15,12 -22,3 Z" className="fish" />
      <circle cx="-13" cy="1" r="1.7" className="eye" />
      <path d="M-8,-22 L12,-24 L10,-13 Z" className="cheese" />
      <path d="M-16,18 C-8,12 8,14 12,22 C4,27 -10,27 -16,18 Z" className="leaf" />
    </g>
  );
});

export const Pill = memo(function Pill(): JSX.Element {
  return (
    <g className="organ-pill" transform="rotate(-28)">
      <path d="M0,-14 H24 a14,14 0 0 1 0,28 H0 Z" className="pill-d" />
      <path d="M0,-14 H-24 a14,14 0 0 0 0,28 H0 Z" className="pill-k" />
      <path d="M-22,-8 H22" className="shine" />
    </g>
  );
});

export const Vessel = memo(function Vessel({ width, height }: { width: number; height: number }): JSX.Element {
  const cells = Array.from({ length: Math.round(height / 34) }, (_, index) => index);
  return (
    <g className="organ-blood">
      <rect x={-width / 2} y={-height / 2} width={width} height={height} rx={width / 2} className="wall" />
      <rect x={-width / 2 + 6} y={-height / 2 + 6} width={width - 12} height={height - 12} rx={width / 2 - 6} className="lumen" />
      {cells.map((index) => (
        <ellipse
          key={index}
          cx={((index * 37) % Math.max(10, width - 44)) - (width - 44) / 2}
          cy={-height / 2 + 26 + index * ((height - 52) / Math.max(1, cells.length - 1))}
          rx="9.5"
          ry="6.4"
          transform={`rotate(${((index * 53) % 60) - 30} ${((index * 37) % Math.max(10, width - 44)) - (width - 44) / 2} ${-height / 2 + 26 + index * ((height - 52) / Math.max(1, cells.length - 1))})`}
          className="cell"
        />
      ))}
    </g>
  );
});

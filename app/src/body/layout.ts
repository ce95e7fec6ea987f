/** Where organs stand and how flows run between them: one drawing for wide screens, one for narrow. Units: SVG pixels. */

export type OrganName = 'sun' | 'skin' | 'food' | 'pills' | 'gut' | 'liver' | 'kidney' | 'parathyroid' | 'blood' | 'bone' | 'artery';
export type FlowName =
  | 'eatCalcium' | 'takeCalcium' | 'stool' | 'absorbed' | 'secreted' | 'uptake' | 'release' | 'toKidney' | 'urine' | 'sweat' | 'plaque'
  | 'sunD' | 'skinD' | 'eatD' | 'takeD' | 'gutD' | 'liverD' | 'kidneyD' | 'calcitriol'
  | 'eatK' | 'takeK' | 'gutK' | 'liverK' | 'boneK' | 'arteryK'
  | 'pthBone' | 'pthKidney';

export interface Place { x: number; y: number; scale: number; label: [number, number]; anchor: 'start' | 'middle' | 'end'; halo: [number, number] }
export interface Course { d: string; label?: [number, number]; anchor?: 'start' | 'middle' | 'end' }
export interface Layout {
  name: 'wide' | 'tall';
  width: number;
  height: number;
  vessel: [number, number];
  organs: Record<OrganName, Place>;
  flows: Record<FlowName, Course>;
  perMg: number;
  perUgD: number;
  perUgK: number;
}

const wide: Layout = {
  name: 'wide',
  width: 1240,
  height: 806,
  vessel: [92, 520],
  perMg: 0.042,
  perUgD: 0.2,
  perUgK: 0.055,
  organs: {
    sun: { x: 104, y: 96, scale: 1, label: [182, 84], anchor: 'start', halo: [78, 78] },
    skin: { x: 150, y: 272, scale: 1, label: [42, 362], anchor: 'start', halo: [126, 78] },
    food: { x: 84, y: 484, scale: 1, label: [84, 418], anchor: 'middle', halo: [56, 56] },
    pills: { x: 84, y: 622, scale: 1, label: [84, 672], anchor: 'middle', halo: [56, 40] },
    gut: { x: 350, y: 556, scale: 1, label: [250, 684], anchor: 'end', halo: [104, 104] },
    liver: { x: 400, y: 216, scale: 1, label: [400, 122], anchor: 'middle', halo: [116, 76] },
    kidney: { x: 812, y: 604, scale: 0.9, label: [858, 676], anchor: 'start', halo: [76, 82] },
    parathyroid: { x: 628, y: 76, scale: 0.98, label: [706, 50], anchor: 'start', halo: [72, 66] },
    blood: { x: 628, y: 412, scale: 1, label: [628, 698], anchor: 'middle', halo: [58, 272] },
    bone: { x: 1000, y: 238, scale: 1.06, label: [1062, 474], anchor: 'middle', halo: [128, 220] },
    artery: { x: 1058, y: 622, scale: 1.02, label: [1070, 716], anchor: 'middle', halo: [122, 108] },
  },
  flows: {
    eatCalcium: { d: 'M128,490 C184,490 206,530 262,530', label: [196, 464], anchor: 'middle' },
    takeCalcium: { d: 'M120,612 C184,606 206,572 262,572', label: [192, 652], anchor: 'middle' },
    stool: { d: 'M342,642 C342,682 342,726 342,786', label: [306, 784], anchor: 'end' },
    absorbed: { d: 'M438,540 C508,540 508,484 584,484', label: [506, 476], anchor: 'middle' },
    secreted: { d: 'M584,566 C520,568 506,590 438,590', label: [512, 614], anchor: 'middle' },
    uptake: { d: 'M672,300 C790,300 830,254 980,254', label: [786, 258], anchor: 'middle' },
    release: { d: 'M984,368 C860,392 790,372 672,372', label: [786, 416], anchor: 'middle' },
    toKidney: { d: 'M672,592 C712,592 728,598 766,598', label: [718, 578], anchor: 'middle' },
    urine: { d: 'M800,688 C798,720 798,740 798,786', label: [812, 780], anchor: 'start' },
    sweat: { d: 'M584,330 C470,356 360,346 258,292', label: [306, 352], anchor: 'middle' },
    plaque: { d: 'M672,456 C800,456 940,480 1020,570', label: [684, 444], anchor: 'start' },
    sunD: { d: 'M112,150 C116,180 126,198 134,226', label: [148, 192], anchor: 'start' },
    skinD: { d: 'M258,258 C284,252 288,238 308,230' },
    eatD: { d: 'M128,476 C186,474 206,514 262,514' },
    takeD: { d: 'M120,622 C184,622 206,586 262,586' },
    gutD: { d: 'M342,484 C338,410 366,340 378,270', label: [340, 428], anchor: 'end' },
    liverD: { d: 'M500,206 C532,202 548,214 584,214', label: [542, 194], anchor: 'middle' },
    kidneyD: { d: 'M672,634 C716,640 734,634 770,630', label: [718, 662], anchor: 'middle' },
    calcitriol: { d: 'M782,664 C730,806 500,806 430,628', label: [584, 790], anchor: 'middle' },
    eatK: { d: 'M128,504 C180,506 206,546 262,546' },
    takeK: { d: 'M120,632 C184,638 206,598 262,598' },
    gutK: { d: 'M372,484 C380,410 408,340 414,266', label: [416, 428], anchor: 'start' },
    liverK: { d: 'M496,240 C532,240 548,248 584,248', label: [530, 274], anchor: 'middle' },
    boneK: { d: 'M672,228 C780,228 842,194 956,188', label: [688, 204], anchor: 'start' },
    arteryK: { d: 'M672,514 C800,514 920,556 1006,606', label: [684, 502], anchor: 'start' },
    pthBone: { d: 'M684,92 C780,96 850,110 914,144', label: [716, 132], anchor: 'start' },
    pthKidney: { d: 'M668,128 C716,190 706,450 782,548' },
  },
};

const tall: Layout = {
  name: 'tall',
  width: 440,
  height: 1000,
  vessel: [54, 600],
  perMg: 0.026,
  perUgD: 0.13,
  perUgK: 0.036,
  organs: {
    sun: { x: 62, y: 60, scale: 0.72, label: [120, 52], anchor: 'start', halo: [52, 52] },
    skin: { x: 90, y: 188, scale: 0.66, label: [20, 246], anchor: 'start', halo: [80, 48] },
    liver: { x: 96, y: 350, scale: 0.66, label: [96, 306], anchor: 'middle', halo: [76, 48] },
    food: { x: 72, y: 478, scale: 0.74, label: [72, 440], anchor: 'middle', halo: [36, 40] },
    pills: { x: 58, y: 866, scale: 0.8, label: [22, 906], anchor: 'start', halo: [42, 30] },
    gut: { x: 96, y: 686, scale: 0.74, label: [142, 588], anchor: 'start', halo: [74, 72] },
    parathyroid: { x: 252, y: 118, scale: 0.74, label: [308, 98], anchor: 'start', halo: [52, 48] },
    blood: { x: 252, y: 540, scale: 1, label: [252, 866], anchor: 'middle', halo: [38, 310] },
    bone: { x: 378, y: 336, scale: 0.64, label: [308, 186], anchor: 'start', halo: [62, 128] },
    artery: { x: 366, y: 576, scale: 0.6, label: [322, 632], anchor: 'start', halo: [66, 66] },
    kidney: { x: 372, y: 796, scale: 0.62, label: [318, 728], anchor: 'start', halo: [48, 50] },
  },
  flows: {
    eatCalcium: { d: 'M76,508 C78,560 80,590 82,634', label: [136, 540], anchor: 'start' },
    takeCalcium: { d: 'M64,846 C70,810 80,790 86,746', label: [92, 812], anchor: 'start' },
    stool: { d: 'M132,738 C136,820 138,900 138,980', label: [150, 978], anchor: 'start' },
    absorbed: { d: 'M160,664 C190,664 196,636 226,636', label: [164, 632], anchor: 'start' },
    secreted: { d: 'M226,716 C200,718 190,712 160,712', label: [166, 738], anchor: 'start' },
    uptake: { d: 'M279,352 C320,352 330,334 366,334', label: [286, 330], anchor: 'start' },
    release: { d: 'M368,412 C330,428 310,424 279,424', label: [286, 452], anchor: 'start' },
    toKidney: { d: 'M279,786 C300,786 320,790 348,790' },
    urine: { d: 'M364,848 C366,900 368,940 368,980', label: [356, 978], anchor: 'end' },
    sweat: { d: 'M226,282 C200,262 186,222 160,200', label: [196, 218], anchor: 'start' },
    plaque: { d: 'M279,536 C300,536 320,544 340,560' },
    sunD: { d: 'M64,100 C68,124 78,136 84,158', label: [88, 136], anchor: 'start' },
    skinD: { d: 'M146,214 C160,244 152,280 132,322' },
    eatD: { d: 'M62,508 C60,560 66,590 70,634' },
    takeD: { d: 'M54,848 C58,810 68,790 74,746' },
    gutD: { d: 'M58,640 C14,570 12,470 54,386', label: [6, 418], anchor: 'start' },
    liverD: { d: 'M160,340 C186,334 198,326 226,326', label: [164, 318], anchor: 'start' },
    kidneyD: { d: 'M279,814 C304,818 320,814 346,808' },
    calcitriol: { d: 'M352,838 C330,960 180,960 138,748', label: [246, 944], anchor: 'middle' },
    eatK: { d: 'M88,508 C92,560 92,590 94,634' },
    takeK: { d: 'M74,846 C82,810 92,790 98,746' },
    gutK: { d: 'M122,628 C136,560 136,460 122,382', label: [138, 430], anchor: 'start' },
    liverK: { d: 'M160,358 C186,358 200,362 226,362' },
    boneK: { d: 'M279,288 C306,282 320,272 340,270', label: [286, 264], anchor: 'start' },
    arteryK: { d: 'M279,606 C300,606 316,602 338,598', label: [286, 510], anchor: 'start' },
    pthBone: { d: 'M292,126 C370,134 396,150 392,226' },
    pthKidney: { d: 'M278,152 C330,300 280,640 350,752' },
  },
};

export const layouts = { wide, tall };

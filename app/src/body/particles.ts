/** Dots that drift along the flows, painted on a canvas over the drawing; their number follows the amount. */

export interface Stream { d: string; width: number; color: string; speed: number }

interface Track { points: Float32Array; length: number }
interface Drift { track: Track; width: number; color: string; speed: number; count: number }

const STEP = 4;
const FRAME_MS = 40;
/** While answers come in, dots move with them and not on their own: what follows the slider goes first. */
const BUSY_MS = 150;

function trackOf(d: string, ruler: SVGPathElement): Track {
  ruler.setAttribute('d', d);
  const length = ruler.getTotalLength();
  const count = Math.max(2, Math.ceil(length / STEP));
  const points = new Float32Array((count + 1) * 2);
  for (let index = 0; index <= count; index += 1) {
    const point = ruler.getPointAtLength((length * index) / count);
    points[2 * index] = point.x;
    points[2 * index + 1] = point.y;
  }
  return { points, length };
}

const fraction = (value: number): number => value - Math.floor(value);

export class Particles {
  private readonly context: CanvasRenderingContext2D | null;
  private readonly tracks = new Map<string, Track>();
  private readonly ruler = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  private drifts: Drift[] = [];
  private frame = 0;
  private last = 0;
  private clock = 0;
  private ratio = 1;
  private busyUntil = 0;

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.context = canvas.getContext('2d');
  }

  /** Fit the canvas to its box; `width` is that of the drawing in its own units. */
  fit(width: number): void {
    const dense = Math.min(2, window.devicePixelRatio || 1);
    const box = this.canvas.getBoundingClientRect();
    this.canvas.width = Math.round(box.width * dense);
    this.canvas.height = Math.round(box.height * dense);
    this.ratio = this.canvas.width / width;
  }

  set(streams: readonly Stream[]): void {
    const now = performance.now();
    this.busyUntil = now + BUSY_MS;
    if (this.frame) this.advance(now);
    this.drifts = streams.map((stream) => {
      const track = this.tracks.get(stream.d) ?? trackOf(stream.d, this.ruler);
      this.tracks.set(stream.d, track);
      const count = Math.max(2, Math.round((track.length / 26) * Math.min(5, 0.7 + stream.width / 9)));
      return { track, width: stream.width, color: stream.color, speed: stream.speed, count };
    });
  }

  start(): void {
    if (this.frame) return;
    const tick = (now: number): void => {
      this.frame = requestAnimationFrame(tick);
      if (now < this.busyUntil || now - this.last < FRAME_MS) return;
      this.advance(now);
      this.paint();
    };
    this.frame = requestAnimationFrame(tick);
  }

  private advance(now: number): void {
    this.clock += Math.min(100, Math.max(0, now - this.last)) / 1000;
    this.last = now;
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  /** One still picture: what those see who asked for less motion. */
  paint(): void {
    const context = this.context;
    if (!context) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    for (const drift of this.drifts) this.paintOne(context, drift);
  }

  private paintOne(context: CanvasRenderingContext2D, drift: Drift): void {
    const { points, length } = drift.track;
    const last = points.length / 2 - 1;
    const spread = Math.max(0, drift.width - 4);
    const radius = drift.width < 3 ? 1.5 : 2.1;
    context.fillStyle = drift.color;
    context.beginPath();
    for (let index = 0; index < drift.count; index += 1) {
      const along = fraction(index / drift.count + (this.clock * drift.speed * (0.85 + 0.3 * fraction(index * 0.618))) / length);
      const place = Math.min(last - 1, Math.floor(along * last));
      const x = points[2 * place] ?? 0;
      const y = points[2 * place + 1] ?? 0;
      const dx = (points[2 * place + 2] ?? x) - x;
      const dy = (points[2 * place + 3] ?? y) - y;
      const size = Math.hypot(dx, dy) || 1;
      const aside = (fraction(index * 0.754877) - 0.5) * spread;
      const cx = x + dx * (along * last - place) - (dy / size) * aside;
      const cy = y + dy * (along * last - place) + (dx / size) * aside;
      context.moveTo(cx + radius, cy);
      context.arc(cx, cy, radius, 0, Math.PI * 2);
    }
    context.fill();
  }
}

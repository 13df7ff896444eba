/** Which rows of a long table are drawn: those in sight, and more where the scrolling leads. Pure. */
export interface Sight {
  /** Pixels scrolled, and pixels of rows that can be seen. */
  readonly top: number;
  readonly height: number;
  /** Rows a frame, down positive: what will be in sight when it is drawn is further on. */
  readonly speed: number;
}
/** Indexes of rows, both inclusive; `last` is -1 where there are none. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** Rows drawn on each side at rest: an arrow key finds the next one there. More cost time before the first are there. */
const atRest = 6;
/** Rows drawn ahead at most, however fast: more take longer to draw than they save. */
const mostAhead = 40;

export function rowsInSight({ top, height, speed }: Sight, rowHeight: number, count: number): Range {
  const ahead = Math.min(mostAhead, Math.ceil(Math.abs(speed)));
  const above = atRest + (speed < 0 ? ahead : 0);
  const below = atRest + (speed > 0 ? ahead : 0);
  const first = Math.floor(top / rowHeight) - above;
  const last = Math.ceil((top + height) / rowHeight) - 1 + below;
  return { first: Math.max(0, Math.min(first, count - 1)), last: Math.min(last, count - 1) };
}

/** Rows to have at hand below the last one drawn: a screen or two at rest, seconds of it while somebody scrolls fast. */
export const rowsAtHand = (speed: number): number => 150 + Math.min(1_000, Math.ceil(Math.abs(speed) * framesAhead));
/** Frames until what is asked for now is there, in a slow hour. */
const framesAhead = 45;

/** Rows a frame that nobody reads any more than the names of. Less: who scrolls with care would see cells come and go. */
const tooFast = 6;

export interface Pace {
  readonly speed: number;
  /** Only names are drawn. */
  readonly fast: boolean;
}

/** Fast from the second frame on, for a single jump is read at once; then until it comes to rest, not to and fro. */
export const paceNow = (before: Pace, speed: number): Pace => ({
  speed,
  fast: speed !== 0 && (before.fast || Math.min(Math.abs(before.speed), Math.abs(speed)) >= tooFast),
});

/** A place where an incarnation of a level may end, and what may go wrong there. */
export const faults = ['kill-before', 'kill-after', 'fail', 'fail-often', 'twice', 'freeze'] as const;
/**
 * `kill-before`, `kill-after`: the level's incarnation ends on that side of the step. `fail`: the step throws once;
 * `fail-often`: three times. `twice`: it is done twice. `freeze`: it hangs past its deadline.
 */
export type Fault = (typeof faults)[number];

/** How often `fail-often` fails. */
export const failures = 3;

/** One step of one level, found by a recording run: nobody keeps a list of them. */
export interface Boundary {
  /** `front-end`, `controller-0`, `agent-1`. */
  readonly level: string;
  /** What is done there, with numbers left out: `commit /state/instance/#`. */
  readonly step: string;
  /** The how-manieth such step of that level since the operation began, from 0. */
  readonly nth: number;
  readonly faults: readonly Fault[];
}

export interface Combination {
  readonly operation: string;
  readonly boundary: Pick<Boundary, 'level' | 'step' | 'nth'>;
  readonly fault: Fault;
}

/** As text, for the command that repeats it. */
export const combinationText = ({ operation, boundary, fault }: Combination): string =>
  [operation, boundary.level, `${boundary.step}@${boundary.nth}`, fault].join('|');

export function parseCombination(text: string): Combination {
  const [operation, level, at, fault] = text.split('|');
  const match = /^(.*)@(\d+)$/.exec(at ?? '');
  if (operation === undefined || level === undefined || match === null || !faults.some((f) => f === fault)) {
    throw new Error(`not a combination: ${text}`);
  }
  return { operation, boundary: { level, step: match[1] as string, nth: Number(match[2]) }, fault: fault as Fault };
}

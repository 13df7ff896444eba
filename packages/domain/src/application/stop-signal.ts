/** The signal that asks an application to stop, as images write it: `SIGTERM`, `TERM`, `15`, `SIGRTMIN+3`. signal(7), Linux. */
const numbers: Readonly<Record<string, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ILL: 4,
  TRAP: 5,
  ABRT: 6,
  BUS: 7,
  FPE: 8,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  STKFLT: 16,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  URG: 23,
  XCPU: 24,
  XFSZ: 25,
  VTALRM: 26,
  PROF: 27,
  WINCH: 28,
  IO: 29,
  PWR: 30,
  SYS: 31,
};
/** As the C library of the guests counts them. */
const [firstRealTime, lastRealTime] = [34, 64];

export const defaultStopSignal = 15;

/** Undefined: no signal that an application can be asked with. */
export function signalNumber(text: string): number | undefined {
  const word = text.trim().toUpperCase().replace(/^SIG/, '');
  if (Object.hasOwn(numbers, word)) return numbers[word];
  const [, edge, sign, by = '0'] = /^RT(MIN|MAX)(?:([+-])(\d{1,2}))?$/.exec(word) ?? [];
  if (edge === undefined) return within(Number(/^\d{1,2}$/.exec(word)?.[0]), 1);
  return within((edge === 'MIN' ? firstRealTime : lastRealTime) + Number(`${sign ?? '+'}${by}`), firstRealTime);
}

const within = (number: number, least: number): number | undefined =>
  number >= least && number <= lastRealTime ? number : undefined;

import { constants } from 'node:os';

/** As the C library of guests numbers them: signal(7). The kernel's own first two are kept by it. */
const firstRealTime = 34;
const lastRealTime = 64;

/** The number of a signal that images name as `SIGTERM`, `term`, `15`, `RTMIN+3` or `SIGRTMAX-1`; undefined: none. */
export function signalNumber(word: string): number | undefined {
  if (/^\d{1,2}$/.test(word)) return within(Number(word), 1);
  const name = word.toUpperCase().replace(/^SIG/, '');
  const realTime = /^RT(MIN|MAX)(?:([+-])(\d{1,2}))?$/.exec(name);
  if (realTime) {
    const [, end, sign, count = '0'] = realTime;
    const from = end === 'MIN' ? firstRealTime : lastRealTime;
    return within(sign === '-' ? from - Number(count) : from + Number(count), firstRealTime);
  }
  return Object.entries(constants.signals).find(([known]) => known === `SIG${name}`)?.[1];
}

const within = (number: number, least: number): number | undefined =>
  number >= least && number <= lastRealTime ? number : undefined;

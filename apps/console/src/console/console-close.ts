/** What to do when the server closes a console: its codes, read as a table. Pure. */
import { consoleCloseCodes } from '@skerry/contract';

/** `again`: by itself, after a while. `ask`: only when the user wants it. */
export type AfterClose = 'again' | 'ask';

const table: Readonly<Record<number, AfterClose>> = {
  [consoleCloseCodes.ended]: 'ask',
  [consoleCloseCodes.restarting]: 'again',
  [consoleCloseCodes.malformed]: 'ask',
  [consoleCloseCodes.revoked]: 'ask',
  [consoleCloseCodes.ticketRefused]: 'again',
  [consoleCloseCodes.refused]: 'ask',
  [consoleCloseCodes.stopped]: 'ask',
  [consoleCloseCodes.cut]: 'again',
};

/** 1006: the connection broke without a word, as it does when the front-end dies. */
export const afterClose = (code: number): AfterClose => table[code] ?? 'again';

/** Milliseconds before try `failures` (1: the first again). */
export const retryAfterMs = (failures: number): number => Math.min(15_000, 500 * 2 ** Math.min(failures - 1, 10));

import { expect, test } from 'vitest';
import { signalNumber } from './stop-signal.ts';

test('signals are understood as images write them', () => {
  const known = { SIGTERM: 15, term: 15, 15: 15, SIGQUIT: 3, 'SIGRTMIN+3': 37, 'RTMAX-2': 62, RTMIN: 34, SIGWINCH: 28 };
  for (const [text, number] of Object.entries(known)) expect(signalNumber(text), text).toBe(number);
});

test('what is no signal is none', () => {
  for (const text of ['', 'SIG', 'NOPE', '0', '65', '-1', 'RTMAX+1', 'RTMIN-40', 'constructor', '1.5']) {
    expect(signalNumber(text), text).toBeUndefined();
  }
});

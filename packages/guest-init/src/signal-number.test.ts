import { expect, test } from 'vitest';
import { signalNumber } from './signal-number.ts';

test('signals are understood as images write them', () => {
  const words = { SIGTERM: 15, term: 15, 15: 15, 'RTMIN+3': 37, 'SIGRTMIN+3': 37, RTMAX: 64, 'RTMAX-1': 63, WINCH: 28 };
  for (const [word, number] of Object.entries(words)) expect(signalNumber(word), word).toBe(number);
});

test('what is no signal is none', () => {
  for (const word of ['', '0', '65', '-1', 'SIG', 'SIGNOTHING', 'RTMIN-1', 'RTMAX+1', '1 5', '999']) {
    expect(signalNumber(word), word).toBeUndefined();
  }
});

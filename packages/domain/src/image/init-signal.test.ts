import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { initSignal, initSignals } from './init-signal.ts';

test('a signal of the list stays what it is', () => {
  for (const signal of initSignals) expect(initSignal(signal, 'halt')).toBe(signal);
});

test('whatever else an old record says becomes the default of its kind', () => {
  for (const odd of ['SIGPWR\nlxc.cap.drop =', 'sigpwr', 'SIGRTMIN+99', '', undefined, 15]) {
    expect(initSignal(odd, 'halt')).toBe('SIGPWR');
    expect(initSignal(odd, 'reboot')).toBe('SIGINT');
  }
  fc.assert(fc.property(fc.anything(), (odd) => initSignals.includes(initSignal(odd, 'reboot'))));
});

import { expect, it } from 'vitest';
import { deniedCalls, deniedSignals, filterOf, type Machine, machineOf } from './system-calls.ts';

const killed = 0x80000000;
const allowed = 0x7fff0000;
const refused = 0x00050001;

/** What the kernel does with such a program: a load, two kinds of jumps, an answer. */
function answer(filter: readonly string[], architecture: number, call: number): number {
  let loaded = 0;
  for (let at = 0; at < filter.length; at++) {
    const [code = 0, yes = 0, no = 0, value = 0] = (filter[at] ?? '').split(',').map(Number);
    if (code === 32) loaded = value === 4 ? architecture : call;
    else if (code === 21) at += loaded === value ? yes : no;
    else if (code === 53) at += loaded >= value ? yes : no;
    else return value;
  }
  throw new Error('the program has no end');
}

const machines: readonly (readonly [string, Machine, number])[] = [
  ['x64', machineOf('x64'), 56],
  ['arm64', machineOf('arm64'), 220],
];

it.each(machines)('on %s every denied call fails, and all else goes on', (_, machine, clone) => {
  const filter = filterOf(machine, deniedCalls);
  const denied = new Set(deniedCalls.flatMap((name) => machine.calls[name] ?? []));
  expect(denied.size).toBeGreaterThan(35);
  for (let call = 0; call < 500; call++) {
    expect(answer(filter, machine.architecture, call), String(call)).toBe(denied.has(call) ? refused : allowed);
  }
  for (const needed of [clone, machine.calls['sendmsg'] ?? -1]) expect(denied.has(needed)).toBe(false);
});

it('knows no call of another architecture, nor the second space of numbers', () => {
  const filter = filterOf(machineOf('x64'), deniedCalls);
  expect(answer(filter, machineOf('arm64').architecture, 0)).toBe(killed);
  expect(answer(filter, machineOf('x64').architecture, 0x40000000)).toBe(refused);
});

it('has a number for every name, but for what only one architecture has', () => {
  const onlyX86 = ['iopl', 'ioperm', 'mknod'];
  for (const name of [...deniedCalls, ...deniedSignals]) {
    expect(machineOf('x64').calls[name], name).toBeDefined();
    if (!onlyX86.includes(name)) expect(machineOf('arm64').calls[name], name).toBeDefined();
  }
  expect(() => machineOf('mips')).toThrow(RangeError);
});

import { decide, type HostFindings, type HostIntent } from '@skerry/domain';
import { expect, test } from 'vitest';
import { unseen } from './find.ts';

const flags = ['imagesPresent', 'disksPresent', 'contextCurrent', 'anythingLeft'] as const;
const names = [...flags, 'ports'] as const;
const surroundings = (['none', 'stale', 'current'] as const).flatMap((ports) =>
  Array.from({ length: 2 ** flags.length }, (_, bits) => ({
    ports,
    ...Object.fromEntries(flags.map((name, i) => [name, (bits & (1 << i)) !== 0])),
  })),
) as unknown as (typeof unseen)[];
const intents = (['running', 'stopped', 'paused', 'absent'] as const).flatMap((power) =>
  [0, 30].flatMap((graceSeconds) => [0, 1].map((reboots) => ({ power, graceSeconds, reboots }) as HostIntent)),
);

/** Whether the decision is the same whatever these findings are. */
const ignores = (
  intent: HostIntent,
  findings: Pick<HostFindings, 'guest' | 'shuttingDownForMs' | 'lastAskedMs'>,
  unread: readonly string[],
) => {
  const read = (all: typeof unseen) => ({
    ...all,
    ...Object.fromEntries(unread.map((name) => [name, unseen[name as keyof typeof unseen]])),
  });
  return surroundings.every((all) => {
    const whole = decide(intent, { ...all, ...findings, reboots: 0 });
    return JSON.stringify(whole) === JSON.stringify(decide(intent, { ...read(all), ...findings, reboots: 0 }));
  });
};

test('what is not looked at changes no decision', () => {
  for (const intent of intents) {
    for (const guest of ['running', 'paused', 'stopping', 'crashed'] as const) {
      for (const down of [
        {},
        { shuttingDownForMs: 1 },
        { shuttingDownForMs: 5000, lastAskedMs: 10 },
        { shuttingDownForMs: 60_000 },
      ]) {
        // A guest that is on and was not asked to go; with the request in its ears a running one is `stopping`.
        const portsRead = guest === 'running' || (guest === 'paused' && !('shuttingDownForMs' in down));
        const unread = names.filter((name) => name !== 'ports' || !portsRead);
        expect(ignores(intent, { guest, ...down }, unread), `${intent.power}, ${guest}`).toBe(true);
      }
    }
    for (const guest of ['none', 'prepared'] as const) {
      const unread = intent.power === 'absent' ? flags.slice(0, 3) : ['anythingLeft'];
      expect(ignores(intent, { guest }, unread), `${intent.power}, ${guest}`).toBe(true);
    }
  }
});

test('what is looked at does', () => {
  expect(ignores({ power: 'running' } as HostIntent, { guest: 'none' }, ['contextCurrent'])).toBe(false);
  expect(ignores({ power: 'running' } as HostIntent, { guest: 'running' }, ['ports'])).toBe(false);
  expect(ignores({ power: 'absent' } as HostIntent, { guest: 'none' }, ['anythingLeft'])).toBe(false);
});

import { campaign } from '@skerry/kit/testing/campaign';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { emptyHost, portsSeen } from '../../testing/simulated-host.ts';
import { areConnected, arePortsGone, decidePorts, type PortsFound, portsFound, portWishes } from './decide.ts';

const seen = (found: PortsFound, wish: (typeof portWishes)[number]) => portsSeen({ ...emptyHost, ports: found }, wish);

it('what ports do, for every wish and whatever is found', async () => {
  const lines = portWishes.flatMap((wish) =>
    portsFound.map((found) => `wished ${wish} | found ${found} | ${decidePorts(seen(found, wish)) ?? 'nothing'}`),
  );
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../../testing/ports.golden.txt');
});

const after = { 'connect-network': 'current', 'disconnect-network': 'none' } as const;
/** As is wished, once nothing is left to do. */
const reached: Readonly<Record<(typeof portWishes)[number], readonly PortsFound[]>> = {
  connected: ['current'],
  followed: ['none', 'current'],
  absent: ['none'],
  left: portsFound,
};

it('whatever was wished and whatever happened to them: one step, and they are as wished last (P1, P2)', () => {
  const { seed, rounds } = campaign(500, 5);
  const event = fc.oneof(
    fc.record({ wish: fc.constantFrom(...portWishes) }),
    fc.record({ found: fc.constantFrom(...portsFound) }),
  );
  const walk = fc.property(fc.array(event, { minLength: 1 }), (events) => {
    let found: PortsFound = 'none';
    let wish: (typeof portWishes)[number] = 'left';
    for (const next of events) {
      if ('found' in next) found = next.found;
      else wish = next.wish;
      const step = decidePorts(seen(found, wish));
      if (step === undefined) continue;
      found = after[step];
      expect(decidePorts(seen(found, wish))).toBeUndefined();
    }
    expect(reached[wish]).toContain(found);
    expect(areConnected(seen(found, wish))).toBe(wish === 'connected');
    expect(arePortsGone(seen(found, wish))).toBe(wish === 'absent');
  });
  fc.assert(walk, { seed, numRuns: rounds });
});

it('ports that shall only follow are never made, and those that are left are never touched (P3)', () => {
  expect(decidePorts(seen('none', 'followed'))).toBeUndefined();
  for (const found of portsFound) expect(decidePorts(seen(found, 'left'))).toBeUndefined();
});

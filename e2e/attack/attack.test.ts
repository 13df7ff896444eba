/**
 * Four attackers on a running cloud with real guests. What an attacker gets is said by the attack; that nobody else
 * notices is held after each, by the same eyes. In a campaign they come again and again in another order.
 */
import { campaign, randomOf } from '@skerry/kit/testing/campaign';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Attack } from './attack.ts';
import { cluster } from './cluster.ts';
import { host } from './host.ts';
import { type Scene, setScene } from './scene.ts';
import { stranger } from './stranger.ts';
import { tenant } from './tenant.ts';

const attackers: Readonly<Record<string, readonly Attack[]>> = { stranger, tenant, host, cluster };
const { seed, rounds, timeoutMs } = campaign(1, 120_000);

let scene: Scene;
beforeAll(async () => {
  scene = await setScene();
}, 580_000);
afterAll(async () => {
  await scene?.down();
});

for (const [who, attacks] of Object.entries(attackers)) {
  describe(`a ${who}`, () => {
    test.each(attacks.map((attack) => [attack.rule, attack] as const))(
      '%s',
      { timeout: timeoutMs },
      async (_, attack) => {
        await attack.run(scene, randomOf(seed));
        await scene.unharmed();
      },
    );
  });
}

test('in any order, again and again; and what they told is read at a new start', {
  timeout: rounds * timeoutMs,
}, async () => {
  const random = randomOf(seed);
  const every = Object.values(attackers).flat();
  // One round stands above already.
  for (let round = 1; round < rounds; round++) {
    for (const attack of every.toSorted(() => random() - 0.5)) {
      await attack.run(scene, random);
      await scene.unharmed();
    }
  }
  await scene.restart();
  await scene.unharmed();
});

import { decodeJoinToken } from '@skerry/link';
import { setTimeout as delay } from 'node:timers/promises';
import type { Switchboard } from './memory-parent.ts';

/** Joins as a new machine does; when the answer is lost, again with the same token and key. Answers its number. */
export async function joinBy(
  switchboard: Switchboard,
  parent: string,
  token: string,
  role: 'cluster' | 'host',
  publicKey: string,
): Promise<number> {
  const { secret } = decodeJoinToken(token);
  const end = performance.now() + 25_000;
  for (;;) {
    let why: unknown;
    try {
      const { options } = switchboard.parent(parent);
      const redeemed = await options.redeem(secret, { role, publicKey, address: '127.0.0.1' });
      if (redeemed.ok) return Number(redeemed.value.id);
      why = redeemed.error;
    } catch (error) {
      why = error;
    }
    if (performance.now() > end) throw new Error(`${role} cannot join: ${JSON.stringify(why)}`, { cause: why });
    await delay(50);
  }
}

/** Who may come as a host: who brings a token once, and who has the certificate that was given for it. */
import { hostRegister } from '@skerry/contract';
import { err, ok } from '@skerry/kit';
import { ask, type Identity, type JoinRequest, linkFailure, type Redeemed, type Session } from '@skerry/link';
import type { Mirror } from '@skerry/store';
import { keys } from '../keys.ts';
import type { HostTokens } from './host-tokens.ts';
import { isClusterLost } from '../site/cluster-loss.ts';
import { isLost } from './lost-hosts.ts';
import { waitForKey } from './wait-for-key.ts';

export interface AdmissionParts {
  readonly tokens: HostTokens;
  readonly upward: Session;
  readonly mirror: Mirror;
}

/** A host joins: the front-end numbers it, so it must be reachable this once. */
export async function redeemHost(parts: AdmissionParts, secret: string, request: JoinRequest): Promise<Redeemed> {
  const { tokens, upward, mirror } = parts;
  const redeemed = await tokens.redeem(secret, request.publicKey, async () => {
    const body = { name: request.name ?? `host-${request.publicKey.slice(0, 8)}`, key: request.publicKey };
    return (await ask(upward, hostRegister, body, { deadlineMs: 15_000, whenCut: 'fail' })).hostId;
  });
  if (!redeemed.ok) return redeemed;
  // Until the front-end has heard that its old number is given up, it is known by its key.
  if (isLost(mirror, redeemed.value)) return err(linkFailure('link-declared-lost'));
  await waitForKey(mirror, keys.host(redeemed.value), 10_000);
  return ok({ id: String(redeemed.value), role: 'host' });
}

/** A host that was removed keeps its certificate, but not its place; of a cluster that is lost all hosts are. */
export function acceptance(mirror: Mirror, { role, id }: Identity): boolean | 'lost' {
  if (role !== 'host') return false;
  if (isClusterLost(mirror)) return 'lost';
  return isLost(mirror, Number(id)) ? 'lost' : mirror.get(keys.host(Number(id))) !== undefined;
}

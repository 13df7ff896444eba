/**
 * Forgets what the front-end keeps for a time only: log-ins, join tokens and console tickets that have run out, what join tokens were
 * for, and the oldest of the audit trail and of the answered commands. Takes no argument: run it as often as you like;
 * what a sweep that died has left, the next one finds.
 */
import type { Clock } from '@skerry/kit';
import { type Condition, packedWrites, type Store, type Write } from '@skerry/store';
import type { ConsoleTickets } from '../consoles/tickets.ts';
import { type AuditBounds, administrativeShare, shareOf } from './audit-record.ts';
import { keepOutcomes } from './audit-outcome.ts';
import { keys } from './keys.ts';
import type { Model } from './model.ts';
import type { ShareBounds } from './record-shares.ts';

/** So long after it has run out a token is still told apart from one that never was: "expired", not "unknown". */
const rememberedMs = 24 * 3600_000;

export interface SweepContext {
  readonly store: Store;
  readonly model: Model;
  readonly clock: Clock;
  readonly consoles: { readonly tickets: Pick<ConsoleTickets, 'expired'> };
}

export interface SweepBounds {
  readonly audit: AuditBounds;
  readonly history: ShareBounds;
}

export async function sweepOld({ store, model, clock, consoles }: SweepContext, bounds: SweepBounds): Promise<void> {
  const { audit } = bounds;
  const before = clock.now().getTime() - rememberedMs;
  // Access tokens stay: they are their owners' objects, listed with the day on which they ran out.
  const tokens = [...model.all('token')].filter((t) => t.purpose !== 'access' && Date.parse(t.expiresAt) <= before);
  await remove(
    store,
    tokens.flatMap((t) => [
      keys.catalogue('token', t.id),
      ...(t.purpose === 'join-cluster' ? [keys.clusterJoin(t.secretHash)] : []),
    ]),
  );
  await removeOffersWithoutToken(store);
  await remove(store, await consoles.tickets.expired());
  const aged = clock.now().getTime() - audit.administrativeDays * 24 * 3600_000;
  const old = [...model.audit.values()].filter((r) => shareOf(r) === administrativeShare && Date.parse(r.at) < aged);
  const gone = new Set([...old.map(({ sequence }) => sequence), ...model.auditShares.excess(audit)]);
  // Writers of newer ones remove the oldest; those who write at once leave a little above the bounds.
  await remove(store, [...gone].map(keys.audit));
  const forgotten = model.answeredShares.excess(bounds.history);
  await commitAll(store, keepOutcomes(new Set(forgotten), model));
  await remove(store, forgotten.map(keys.commandHistory));
}

/** Join tokens can be deleted like others, and go with their user. */
async function removeOffersWithoutToken(store: Store): Promise<void> {
  let after: string | undefined;
  do {
    const page = await store.list(keys.clusterJoins, after === undefined ? {} : { after });
    for (const { key, value } of page.entries) {
      const token = keys.catalogue('token', value.tokenId);
      const conditions: Condition[] = [{ key: token, is: 'absent' }];
      if (!(await store.get(token))) await store.commit({ conditions, writes: [{ op: 'delete', key }] });
    }
    after = page.next;
  } while (after !== undefined);
}

const remove = (store: Store, gone: readonly string[]): Promise<void> =>
  commitAll(
    store,
    gone.map((key) => ({ op: 'delete', key })),
  );

async function commitAll(store: Store, writes: readonly Write[]): Promise<void> {
  for (const { transaction } of packedWrites(writes)) await store.commit(transaction);
}

import { type Host, hostname, publicPermissions } from '@skerry/domain';
import { Turns } from '@skerry/kit';
import { put, type Store, type Write } from '@skerry/store';
import { RequestError } from '@skerry/api/errors';
import { keys } from '@skerry/api/state/keys';
import { withoutHolder } from '@skerry/api/state/name-keys';
import type { LinkParts } from './link-parts.ts';

type Parts = Pick<LinkParts, 'store' | 'model' | 'ids' | 'clock' | 'following' | 'limits'>;

/** Machines of one kind wish for the same name, and often join together: they are named one after the other. */
const naming = new Turns();

/**
 * The number of the host with this stable key; its record is made at the first call. The same key gives the same number
 * for ever, also when the cluster asks again because the answer was lost.
 */
export async function registerHost(clusterId: number, wish: string, key: string, parts: Parts): Promise<number> {
  const wanted = nameFrom(wish);
  return naming.take(wanted, () => registerInTurn(clusterId, wanted, key, parts));
}

async function registerInTurn(
  clusterId: number,
  wanted: string,
  key: string,
  { store, model, ids, clock, following, limits }: Parts,
): Promise<number> {
  const index = keys.hostKey(clusterId, key);
  for (let tries = 0; tries < 5; tries++) {
    const stale = await store.get(index);
    const known = stale === undefined ? undefined : model.get('host', stale.value);
    if (known !== undefined) return known.id;
    refuseMore(clusterId, model, limits['hosts-cluster']);
    const id = await ids.next('host');
    const now = clock.now().toISOString();
    const owner = model.get('cluster', clusterId);
    const host: Host = {
      id,
      name: freeName(wanted, id, (n) => model.named('host', n).length > 0),
      ownerId: owner?.ownerId ?? 0,
      groupId: owner?.groupId ?? 0,
      permissions: publicPermissions,
      labels: {},
      attributes: {},
      createdAt: now,
      changedAt: now,
      clusterId,
      admission: 'enabled',
    };
    const claim = keys.name('host', 'cloud', host.name);
    const free = await withoutHolder(claim, store, model);
    // Another front-end has just given the name: the model shows it in a moment, and this host gets another.
    if (free === undefined) {
      await following.reached(await store.revision());
      continue;
    }
    const committed = await store.commit({
      conditions: [
        { key: keys.catalogue('cluster', clusterId), is: 'present' },
        free,
        stale === undefined
          ? { key: index, is: 'absent' }
          : { key: index, is: 'unchanged-since', modRevision: stale.modRevision },
      ],
      writes: [put(keys.catalogue('host', id), host), put(index, id), put(claim, id)],
    });
    await following.reached(committed.revision);
    if (committed.committed) return id;
  }
  throw new RequestError('changed-meanwhile', 'The host could not be registered: others registered it at once.');
}

/** Every host is looked at by each placement, told to each reader and kept in memory: a cluster has not more than so many. */
function refuseMore(clusterId: number, model: LinkParts['model'], most: number): void {
  let hosts = 0;
  for (const host of model.all('host')) if (host.clusterId === clusterId) hosts++;
  if (hosts < most) return;
  throw new RequestError('quota-exceeded', `The cluster has ${hosts} hosts, and may have ${most}.`, {
    hint: 'Remove hosts that are gone (skerry host delete), or raise the limit hosts-cluster of the front-end.',
  });
}

/** The writes that make the cloud forget which keys this host had: it is being removed. */
export async function forgetHostKeys({ id, clusterId }: Host, store: Store): Promise<Write[]> {
  const writes: Write[] = [];
  let after: string | undefined;
  do {
    const page = await store.list(keys.hostKeysOf(clusterId), after === undefined ? {} : { after });
    for (const { key, value } of page.entries) if (value === id) writes.push({ op: 'delete', key });
    after = page.next;
  } while (after !== undefined);
  return writes;
}

/** A name out of what a machine calls itself, which may be anything. */
const nameFrom = (wish: string): string =>
  hostname(wish.replace(/[^A-Za-z0-9._-]/g, '-').replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '') || 'host');

function freeName(name: string, id: number, taken: (name: string) => boolean): string {
  let free = name;
  for (let tries = 0; taken(free); tries++) free = `${name.slice(0, 40)}-${id}${tries === 0 ? '' : `-${tries}`}`;
  return free;
}

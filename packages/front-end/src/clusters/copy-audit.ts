import type { FeedChange, Refusal } from '@skerry/contract';
import { type Portion, put, type Store, valueUnder, type Write } from '@skerry/store';
import { toldBelow } from '@skerry/store/layout/cluster-state';
import type { AuditRecord } from '@skerry/api/state/audit-record';
import type { AuditTrail } from '@skerry/api/state/audit-trail';
import { keys } from '@skerry/api/state/keys';
import type { Model } from '@skerry/api/state/model';
import type { Provenance } from './provenance.ts';

/**
 * What was done at the cluster's own console goes into our audit, in the transaction that takes it over. What the mirror
 * holds already was copied then: a feed that starts over repeats nothing. A cluster says nothing of what was done here.
 */
export async function copyAudit(
  clusterId: number,
  change: FeedChange,
  store: Store,
  trail: AuditTrail,
  model: Model,
  provenance: Provenance,
): Promise<Portion> {
  const said = valueUnder(toldBelow('audit'), change);
  if (said === undefined) return {};
  const { sequence: _, ...record } = said;
  // By the very key that was told: numbers of audit records are padded in it.
  const before = (await store.get<AuditRecord>(`${keys.mirrorOf(clusterId)}${change.key}`))?.value;
  if (before !== undefined) return { writes: outcomeOfCopy(clusterId, before, record, model) };
  // A number that we know goes by the name that we know.
  const user = record.userId === null ? undefined : model.get('user', record.userId);
  const userName = user === undefined ? record.userName : user.name;
  const object = own(clusterId, record, model, provenance) ? record.object : withoutNumber(record.object);
  // Its numbers of commands are the site's own, and others' here.
  const { commands: __, ...told } = record;
  return trail.entry({ ...told, userName, object, clusterId });
}

/** Commands of the site are answered after their request was told: its copy says what became of it, and nothing else new. */
function outcomeOfCopy(
  clusterId: number,
  before: AuditRecord,
  now: Omit<AuditRecord, 'sequence'>,
  model: Model,
): Write[] {
  const { outcome, code, message } = now;
  if (before.outcome !== 'accepted' || outcome === 'accepted') return [];
  const isCopy = (r: AuditRecord) =>
    r.clusterId === clusterId && r.requestId === before.requestId && r.action === before.action && r.at === before.at;
  const copy = [...model.audit.values()].findLast((r) => isCopy(r) && r.outcome === 'accepted');
  if (copy === undefined) return [];
  const value = {
    ...copy,
    outcome,
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
  };
  return [put(keys.audit(copy.sequence), value)];
}

/** What was only tried there, of what is not the cluster's, is no history of that. */
const own = (clusterId: number, { action, object }: Told, model: Model, provenance: Provenance): boolean =>
  object?.kind === 'instance' ? isIts(clusterId, object.id, model, provenance) : doneThere.test(action);

const withoutNumber = (object: AuditRecord['object']): AuditRecord['object'] => object && { kind: object.kind };

type Told = Pick<AuditRecord, 'action' | 'object'>;

/** What people can do at the console of a site; all else is refused there, and told as refused. */
const doneThere = /^(instance|session)\./;

/** Why a cluster may not tell this as done at its console. */
export function auditRefusal(
  clusterId: number,
  record: AuditRecord,
  model: Model,
  provenance: Provenance,
): Refusal | undefined {
  const { action, object, outcome } = record;
  if (outcome === 'refused' || outcome === 'failed') return undefined;
  if (!doneThere.test(action)) return refuse(`It told of "${action}", which is not done at the console of a site.`);
  return object?.kind !== 'instance' || isIts(clusterId, object.id, model, provenance)
    ? undefined
    : refuse(`It told of "${action}" of instance ${object.id}, which is in another cluster.`);
}

/** Of one that is gone already nothing is known any more: then nobody else's is meant. */
function isIts(clusterId: number, id: number | undefined, model: Model, provenance: Provenance): boolean {
  if (id === undefined) return true;
  const known = provenance.placed('instance', id) ?? model.get('instance', id);
  return known === undefined || known.clusterId === clusterId;
}

const refuse = (message: string): Refusal => ({ code: 'not-its-own', message });

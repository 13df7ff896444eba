import { type Host, instanceState, may, type ObjectMeta } from '@skerry/domain';
import type { Handlers } from '../requests/call.ts';
import { invalidField } from '../errors.ts';
import { attention } from '../explain/attention.ts';
import { readUse } from '../samples/read-use.ts';
import { hostStateOf } from '../views/host-view.ts';
import { auditOutcome } from '../state/audit-outcome.ts';

export const statusRoutes = {
  'status.get': ({ cloud, caller }) => {
    const { model, links, faults } = cloud;
    const seen = <T extends ObjectMeta>(objects: Iterable<T>) =>
      [...objects].filter((o) => faults.attempt(o, 'status', () => may(caller, 'use', o), false));
    const clusters = seen(model.all('cluster'));
    const hosts = seen(model.all('host'));
    const instances: Record<string, number> = {};
    for (const i of seen(model.all('instance'))) {
      const state = faults.attempt(i, 'status', () => instanceState(i), undefined);
      if (state !== undefined) instances[state] = (instances[state] ?? 0) + 1;
    }
    const isOnline = (h: Host) => faults.attempt(h, 'status', () => hostStateOf(h, cloud) === 'online', false);
    return {
      body: {
        version: cloud.version,
        revision: model.revision,
        startedAt: cloud.startedAt,
        clusters: { total: clusters.length, online: clusters.filter((c) => links.stateOf(c.id) === 'online').length },
        hosts: { total: hosts.length, online: hosts.filter(isOnline).length },
        instances,
        attention: attention(cloud, caller),
        ...(cloud.site === undefined ? {} : { site: cloud.site.status() }),
      },
    };
  },
  'status.use': ({ cloud, query, caller }) => ({ body: readUse(query, caller, cloud) }),
  'audit.list': ({ cloud, query }) => {
    const { model } = cloud;
    if (query.after !== undefined && !/^\d{1,15}$/.test(query.after)) {
      throw invalidField('after', 'This is not the `next` of a page.');
    }
    const after = query.after === undefined ? Number.POSITIVE_INFINITY : Number(query.after);
    const found = [...model.audit.values()].filter(
      (r) =>
        (query.userId === undefined || r.userId === query.userId) &&
        (query.action === undefined || r.action === query.action),
    );
    const rest = found.filter((r) => r.sequence < after).toReversed();
    const items = rest.slice(0, query.limit).map((record) => auditOutcome(record, model));
    const last = items.at(-1);
    return {
      body: {
        items,
        total: found.length,
        ...(rest.length > items.length && last !== undefined ? { next: String(last.sequence) } : {}),
        revision: model.revision,
      },
    };
  },
} satisfies Partial<Handlers>;

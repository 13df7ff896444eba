import {
  type Host,
  type Instance,
  instanceState,
  isAdministrator,
  may,
  orderedInstance,
  orderWord,
  type ObjectMeta,
  unreadableSentence,
} from '@skerry/domain';
import type { Cloud } from '../cloud.ts';
import type { Caller, Handlers } from '../http/call.ts';
import { invalidField } from '../errors.ts';
import { clusterStateOf } from '../views/cluster-view.ts';
import { hostProblems, hostStateOf } from '../views/host-view.ts';
import { notUnderstood } from '../views/refusals-view.ts';
import { FrontEndError } from '../errors.ts';
import { auditOutcome } from '../state/audit-outcome.ts';
import { answeredCommand } from '../state/command-history.ts';

/** Sentences shown. More would not be read. */
const attentionShown = 50;

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
        attention: attention(cloud, caller).slice(0, attentionShown),
        ...(cloud.site === undefined ? {} : { site: cloud.site.status() }),
      },
    };
  },
  'command.get': async ({ cloud, params, caller }) => {
    const waiting = cloud.model.commands.get(params.id);
    const answered = waiting === undefined ? await answeredCommand(cloud.store, params.id) : undefined;
    const command = waiting ?? answered?.command;
    if (command === undefined || !(command.userId === caller.userId || isAdministrator(caller))) {
      throw new FrontEndError('not-found', 'There is no such command, or it is not yours, or it is long done.');
    }
    const { order } = command;
    const instanceId = orderedInstance(order);
    const result = answered?.result;
    return {
      body: {
        id: command.id,
        clusterId: command.clusterId,
        userId: command.userId,
        issuedAt: command.issuedAt,
        type: orderWord(order),
        ...(instanceId === undefined ? {} : { instanceId }),
        ...(order.type === 'lose-host' ? { hostId: order.hostId } : {}),
        state: result?.outcome ?? 'waiting',
        ...(result?.outcome === 'refused' ? { failure: shownFailure(result.failure) } : {}),
      },
    };
  },
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

const shownFailure = ({ code, message, hint }: { code: string; message: string; hint?: string }) => ({
  code,
  message,
  ...(hint === undefined ? {} : { hint }),
});

/** What a person should look at, worst first: clusters, hosts, then instances. */
function attention(cloud: Cloud, caller: Caller) {
  const { model, links } = cloud;
  const found: { kind: string; id: number; name: string; sentence: string }[] = [];
  const add = (kind: string, o: ObjectMeta, sentence: string) =>
    may(caller, 'use', o) && found.push({ kind, id: o.id, name: o.name, sentence });
  if (cloud.unreadableRecords > 0 && isAdministrator(caller)) {
    const whose = cloud.site === undefined ? 'the front-end' : 'this cluster';
    found.push({ kind: 'status', id: 0, name: 'state', sentence: unreadableSentence(cloud.unreadableRecords, whose) });
  }
  for (const c of model.all('cluster')) {
    const state = clusterStateOf(c, links.stateOf(c.id));
    if (state === 'cut') add('cluster', c, `The link to the cluster "${c.name}" is cut; it goes on alone.`);
    const unreadable = cloud.site === undefined ? (model.controllers.get(c.id)?.unreadableRecords ?? 0) : 0;
    if (unreadable > 0 && may(caller, 'manage', c)) {
      add('cluster', c, unreadableSentence(unreadable, `the controller of the cluster "${c.name}"`));
    }
    const refusals = links.refusalsOf(c.id);
    if (refusals && may(caller, 'manage', c)) add('cluster', c, notUnderstood(`The cluster "${c.name}"`, refusals));
  }
  const look = <T extends ObjectMeta>(objects: Iterable<T>, work: (object: T) => void) => {
    for (const object of objects) cloud.faults.attempt(object, 'status', () => work(object), undefined);
  };
  look(model.all('host'), (h) => {
    const status = model.hostStatus.get(h.id);
    if (h.declaredLostAt !== undefined)
      add('host', h, `The host "${h.name}" is declared lost; its cluster has not answered.`);
    else if (status !== undefined && !status.connected) {
      const since = status.lastHeardAt === undefined ? '' : ` since ${status.lastHeardAt}`;
      add('host', h, `The host "${h.name}" is not connected${since}.`);
    }
    if (status?.refusals && may(caller, 'manage', h)) {
      add('host', h, notUnderstood(`The host "${h.name}"`, status.refusals));
    }
    for (const problem of hostProblems(h, status?.report, cloud.limits['host-growth-percent'])) add('host', h, problem);
  });
  look(model.all('instance'), (i: Instance) => {
    const failure = i.observed?.failure;
    if (instanceState(i) === 'failed' && failure) add('instance', i, `"${i.name}": ${failure.message}`);
    else if (i.unplaced !== undefined && i.hostId === undefined)
      add('instance', i, `"${i.name}": ${i.unplaced.message}`);
  });
  return found;
}

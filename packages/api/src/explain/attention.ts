import type { severities, status } from '@skerry/contract';
import {
  type Instance,
  instanceState,
  isAdministrator,
  may,
  type ObjectMeta,
  reconcilerProblem,
  unreadableSentence,
} from '@skerry/domain';
import type { z } from 'zod';
import type { Cloud } from '../cloud.ts';
import type { Caller } from '../requests/call.ts';
import { clusterStateOf } from '../views/cluster-view.ts';
import { hostProblems } from '../views/host-view.ts';
import { notUnderstood } from '../views/refusals-view.ts';

type Attention = z.input<typeof status>['attention'][number];

/** Sentences told. More would not be read. */
const mostSentences = 50;

/** What a person should look at: problems before warnings, clusters before hosts before instances, then the newest. */
export function attention(cloud: Cloud, caller: Caller): Attention[] {
  const { model, links, faults } = cloud;
  const found: Attention[] = [];
  const add = (
    kind: string,
    o: ObjectMeta,
    severity: (typeof severities)[number],
    sentence: string,
    since?: string,
  ): void => {
    if (!may(caller, 'use', o)) return;
    found.push({ kind, id: o.id, name: o.name, sentence, severity, ...(since === undefined ? {} : { since }) });
  };
  if (cloud.unreadableRecords > 0 && isAdministrator(caller)) {
    const whose = cloud.site === undefined ? 'the front-end' : 'this cluster';
    const sentence = unreadableSentence(cloud.unreadableRecords, whose);
    found.push({ kind: 'status', id: 0, name: 'state', sentence, severity: 'problem', since: cloud.startedAt });
  }
  if (isAdministrator(caller)) {
    for (const { status } of cloud.reconcilers) {
      const sentence = reconcilerProblem(status);
      if (sentence === undefined) continue;
      found.push({ kind: 'status', id: 0, name: 'state', sentence, severity: 'problem' });
    }
  }
  for (const c of model.all('cluster')) {
    const state = clusterStateOf(c, links.stateOf(c.id));
    const cutSince = model.lastHeard.get(c.id);
    if (state === 'cut') {
      add('cluster', c, 'problem', `The link to the cluster "${c.name}" is cut; it goes on alone.`, cutSince);
    }
    const unreadable = cloud.site === undefined ? (model.controllers.get(c.id)?.unreadableRecords ?? 0) : 0;
    if (unreadable > 0 && may(caller, 'manage', c)) {
      add('cluster', c, 'problem', unreadableSentence(unreadable, `the controller of the cluster "${c.name}"`));
    }
    const refusals = links.refusalsOf(c.id);
    if (refusals && may(caller, 'manage', c)) {
      add('cluster', c, 'warning', notUnderstood(`The cluster "${c.name}"`, refusals), refusals.at);
    }
  }
  const look = <T extends ObjectMeta>(objects: Iterable<T>, work: (object: T) => void) => {
    for (const object of objects) faults.attempt(object, 'status', () => work(object), undefined);
  };
  look(model.all('host'), (h) => {
    const status = model.hostStatus.get(h.id);
    if (h.declaredLostAt !== undefined) {
      const sentence = `The host "${h.name}" is declared lost; its cluster has not answered.`;
      add('host', h, 'problem', sentence, h.declaredLostAt);
    } else if (status !== undefined && !status.connected) {
      add('host', h, 'problem', `The host "${h.name}" is not connected.`, status.lastHeardAt);
    }
    if (status?.refusals && may(caller, 'manage', h)) {
      add('host', h, 'warning', notUnderstood(`The host "${h.name}"`, status.refusals), status.refusals.at);
    }
    for (const problem of hostProblems(h, status?.report, cloud.limits['host-growth-percent']))
      add('host', h, 'warning', problem);
  });
  look(model.all('instance'), (i: Instance) => {
    const failure = i.observed?.failure;
    if (instanceState(i) === 'failed' && failure) {
      add('instance', i, 'problem', `"${i.name}": ${failure.message}`, failure.since);
    } else if (i.unplaced !== undefined && i.hostId === undefined) {
      add('instance', i, 'problem', `"${i.name}": ${i.unplaced.message}`, i.changedAt);
    }
  });
  return found.sort(worstFirst).slice(0, mostSentences);
}

const kinds = ['status', 'cluster', 'host', 'instance'];

function worstFirst(a: Attention, b: Attention): number {
  if (a.severity !== b.severity) return a.severity === 'problem' ? -1 : 1;
  return kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || (b.since ?? '').localeCompare(a.since ?? '');
}

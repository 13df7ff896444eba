import type { Instance } from '@skerry/domain';
import { agentKeys } from '@skerry/store/layout/agent';
import { controllerKeys } from '@skerry/store/layout/controller';
import { isDeepStrictEqual } from 'node:util';
import { type HostSight, type Table, under } from './sight.ts';

/** What is written down of each instance fits to it: nothing is missing, nothing stands there twice, nothing is left over. */
export function auditHistories(
  controller: Table,
  hosts: readonly HostSight[],
  instances: ReadonlyMap<number, Instance>,
  say: (sentence: string) => void,
): void {
  const histories = [...under(controller, controllerKeys.histories).values()];
  for (const { instanceId, happenings } of histories) {
    const instance = instances.get(instanceId);
    if (instance === undefined) say(`instance ${instanceId} is gone, and has a history`);
    const names = happenings.map(
      ({ what, hostId, number }) => `${what === 'placed' ? '' : String(hostId ?? '')}/${number}`,
    );
    const commands = happenings.flatMap(({ commandId }) => commandId ?? []);
    if (new Set(names).size < names.length || new Set(commands).size < commands.length) {
      say(`the history of instance ${instanceId} says something twice: ${JSON.stringify(happenings)}`);
    }
    if (instance?.observed?.startedAt !== undefined && !happenings.some(({ what }) => starts.has(what))) {
      say(`the history of instance ${instanceId} does not say that it was started`);
    }
  }
  const known = new Map(histories.map((history) => [history.instanceId, history.happenings]));
  for (const id of instances.keys()) if (!known.has(id)) say(`instance ${id} has no history`);
  for (const { hostId, store } of hosts) {
    for (const { instanceId, happenings } of under(store, agentKeys.histories).values()) {
      if (instances.get(instanceId)?.hostId !== hostId)
        say(`host ${hostId} keeps a history of ${instanceId}, which is gone`);
      for (const one of happenings) {
        const told = known.get(instanceId)?.some((other) => isDeepStrictEqual(other, { ...one, hostId }));
        if (told !== true) say(`what host ${hostId} wrote down of ${instanceId} is not known: ${JSON.stringify(one)}`);
      }
    }
  }
}

const starts: ReadonlySet<string> = new Set(['started', 'rebooted', 'restored']);

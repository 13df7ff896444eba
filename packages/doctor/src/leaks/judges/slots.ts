import { helperPool } from '@skerry/driver-contract/guest-identity';
import { join } from 'node:path';
import type { Leak } from '../leak.ts';
import { agentDirectory } from '../site.ts';
import type { Judge } from '../view.ts';
import { stopping } from './guests.ts';

/** Slots that guests hold who are not known any more, and processes with the user of a slot that nobody holds. */
export const judgeSlots: Judge = (view) => {
  const leaks: Leak[] = [];
  const held = new Set(view.both.flatMap(({ agent }) => [...(agent?.slots.values() ?? [])]));
  for (const process of view.facts.processes) {
    const slot = process.uid - helperPool.first;
    if (!process.here || slot < 0 || slot >= helperPool.count || held.has(slot)) continue;
    leaks.push({
      class: 'process',
      what: `process of the user ${process.uid} that serves guests: ${process.args[0] ?? '?'}`,
      where: `process ${process.pid}`,
      since: process.since,
      because: `No guest of this host holds slot ${slot}, whose user it is: the next one would share it.`,
      mend: stopping(process),
    });
  }
  for (const [instanceId, slot] of view.after.agent?.slots ?? []) {
    if (view.knows(instanceId) || view.before.agent?.slots.get(instanceId) !== slot) continue;
    const taken = [`/slots/guest/${instanceId}`, `/slots/taken/${slot}`];
    leaks.push({
      class: 'slot',
      what: `slot ${slot}, held for instance ${instanceId}`,
      where: `/slots/guest/${instanceId}`,
      because: `No store knows instance ${instanceId} on this host.`,
      mend: {
        kind: 'safe',
        steps: [
          {
            do: 'commit',
            store: join(agentDirectory(view.site), 'store.db'),
            conditions: taken.map((key) => ({ key, is: 'present' })),
            writes: taken.map((key) => ({ op: 'delete', key })),
          },
        ],
      },
    });
  }
  return leaks;
};

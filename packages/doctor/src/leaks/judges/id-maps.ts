import { idPool } from '@skerry/driver-contract/guest-identity';
import { type Leak, safely } from '../leak.ts';
import type { Judge } from '../view.ts';
import { stopping } from './guests.ts';

/** What is left of the ids that containers get. They belong to the host, not to a site. */
export const judgeIdMaps: Judge = ({ facts }) => {
  const leaks: Leak[] = [];
  for (const process of facts.processes) {
    const inPool = process.uid >= idPool.first && process.uid < idPool.first + idPool.count;
    if (!inPool || process.cgroup.includes('/lxc.payload.')) continue;
    leaks.push({
      class: 'id-map',
      what: `process of a container's user ${process.uid}: ${process.args[0] ?? '?'}`,
      where: `process ${process.pid}`,
      since: process.since,
      because: 'Only containers have such users, and it is in the control group of none.',
      mend: stopping(process),
    });
  }
  const line = `root:${idPool.first}:${idPool.count}`;
  for (const name of ['subuid', 'subgid'] as const) {
    const path = `/etc/${name}`;
    if (facts.subordinateIds[name] < 2) continue;
    leaks.push({
      class: 'id-map',
      what: `line "${line}", ${facts.subordinateIds[name]} times`,
      where: path,
      because: 'The range needs one line.',
      mend: safely(['sed', '--in-place', `0,/^${line}$/!{/^${line}$/d}`, path]),
    });
  }
  return leaks;
};

import { type CgroupLayout, cgroupLayout } from '@skerry/host-os';
import { join } from 'node:path';
import type { Check } from '../check.ts';
import { ok, problem, warning } from '../finding.ts';
import { fileText } from '../read.ts';

export interface Reading {
  readonly layout: CgroupLayout;
  /** Controllers of the version 2 tree. */
  readonly unified: readonly string[];
}

const needed = ['cpu', 'memory', 'pids'];

export const cgroups: Check<Reading> = {
  name: 'cgroups',
  read: async () => {
    const layout = await cgroupLayout();
    const text = layout.unifiedMount && (await fileText(join(layout.unifiedMount, 'cgroup.controllers')));
    return { layout, unified: text ? text.split(' ') : [] };
  },
  judge: ({ layout, unified }) => {
    if (layout.kind === 'none') {
      return [
        problem(
          'Control groups are not mounted: containers cannot be limited.',
          'mount -t cgroup2 none /sys/fs/cgroup',
        ),
      ];
    }
    const there = new Set([...unified, ...Object.keys(layout.controllers)]);
    const missing = needed.filter((controller) => !there.has(controller));
    if (missing.length > 0) {
      const mend = 'cat /proc/cgroups   # then allow them on the kernel command line: cgroup_enable=memory';
      return [
        warning(`Control groups (${layout.kind}) lack ${missing.join(', ')}: limits of containers are not kept.`, mend),
      ];
    }
    return [ok(`Control groups are ${layout.kind}, with ${needed.join(', ')}.`)];
  },
};

import { instanceOfInterface, networkOfBridge } from '@skerry/driver-network-bridge/names';
import { type Leak, safely } from '../leak.ts';
import type { Judge, View } from '../view.ts';

/** Interfaces of guests and bridges of networks. */
export const judgeLinks: Judge = (view) => {
  const { namePrefix } = view.site;
  return view.facts.links.flatMap(({ name }): Leak[] => {
    const instanceId = instanceOfInterface(namePrefix, name);
    const why = instanceId === undefined ? undefined : view.mayNotRun(instanceId);
    if (why !== undefined) {
      const because = `It is a guest's interface, and ${why}.`;
      const mend = safely(['ip', 'link', 'delete', name]);
      return [{ class: 'interface', what: `interface of instance ${instanceId}`, where: name, because, mend }];
    }
    const networkId = networkOfBridge(namePrefix, name);
    if (networkId === undefined || view.knowsNetwork(networkId)) return [];
    const because = `The store of this host has no network ${networkId}.`;
    const mend = safely(['ip', 'link', 'delete', name]);
    return [{ class: 'bridge', what: `bridge of network ${networkId}`, where: name, because, mend }];
  });
};

export const judgeNamespaces: Judge = (view) =>
  view.facts.namespaces.flatMap((name): Leak[] => {
    const [, start] = /^(?:skerry[-_])?([a-z0-9]+-\d+)(?:-.*)?$/.exec(name) ?? [];
    const instanceId = start === undefined ? undefined : view.instanceOfName(start);
    const why = instanceId === undefined ? undefined : view.mayNotRun(instanceId);
    if (why === undefined) return [];
    const because = `Its name is that of instance ${instanceId}, and ${why}.`;
    const mend = safely(['ip', 'netns', 'delete', name]);
    return [
      { class: 'network-namespace', what: `network namespace of instance ${instanceId}`, where: name, because, mend },
    ];
  });

/** Mounts, exports and loop devices under the directories of guests. */
export const judgeMounts: Judge = (view) => {
  const leaks: Leak[] = [];
  // The last mount first: it may lie on top of the others.
  for (const { mountPoint, fsType, source } of view.facts.mounts.toReversed()) {
    const instanceId = view.instanceOfPath(mountPoint);
    const why = instanceId === undefined ? undefined : view.mayNotRun(instanceId);
    if (why === undefined) continue;
    const fuse = fsType.startsWith('fuse');
    leaks.push({
      class: fuse ? 'fuse-export' : 'mount',
      what: fuse ? `disk of instance ${instanceId} as a file` : `${fsType} from ${source}`,
      where: mountPoint,
      because: `It is mounted, and ${why}.`,
      mend: safely(fuse ? ['umount', '--lazy', mountPoint] : ['umount', mountPoint]),
    });
  }
  for (const { path, backingFile } of view.facts.loops) {
    const instanceId = view.instanceOfPath(backingFile.replace(/ \(deleted\)$/, ''));
    const why = instanceId === undefined ? undefined : view.mayNotRun(instanceId);
    if (why === undefined) continue;
    leaks.push({
      class: 'loop-device',
      what: `loop device over ${backingFile}`,
      where: path,
      because: `It is attached, and ${why}.`,
      mend: safely(['losetup', '--detach', path]),
    });
  }
  return leaks;
};

/** Control groups that LXC and libvirt make for a guest. */
export const judgeCgroups: Judge = (view) =>
  view.facts.cgroups.flatMap(({ path, since, processes }): Leak[] => {
    const instanceId = instanceOfCgroup(view, path.split('/').at(-1) ?? '');
    const why = instanceId === undefined ? undefined : view.mayNotRun(instanceId);
    // Control groups are one tree for all machines of a laboratory, which name their guests alike.
    if (instanceId !== undefined && view.elsewhere.has(instanceId)) return [];
    // What libvirt made goes with the domain.
    const running = view.facts.domains.some(({ name, running }) => running && view.instanceOfName(name) === instanceId);
    if (why === undefined || running) return [];
    const steps = [['find', path, '-depth', '-type', 'd', '-exec', 'rmdir', '{}', ';']];
    return [
      {
        class: 'cgroup',
        what: `control group of instance ${instanceId}, ${processes} processes in it`,
        where: path,
        since,
        because: `It is there, and ${why}.`,
        mend:
          processes === 0
            ? safely(...steps)
            : {
                kind: 'judge',
                steps: steps.map((argv) => ({ do: 'run', argv })),
                note: `Processes are in it: end those of ${path}/cgroup.procs first.`,
              },
      },
    ];
  });

function instanceOfCgroup(view: View, name: string): number | undefined {
  const lxc = /^lxc\.(?:payload|monitor|disk)\.([a-z0-9]+-\d+)(?:-\d+)?$/.exec(name)?.[1];
  const libvirt = /^(?:machine-)?qemu(?:\\x2d|-)\d+(?:\\x2d|-)([a-z0-9]+(?:\\x2d|-)\d+)\.(?:scope|libvirt-qemu)$/.exec(
    name,
  )?.[1];
  const found = lxc ?? libvirt?.replace('\\x2d', '-');
  return found === undefined ? undefined : view.instanceOfName(found);
}

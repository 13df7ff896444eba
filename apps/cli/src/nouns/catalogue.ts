import { formatAge, formatBytes, formatMiB, formatSeconds, percent } from '../output/units.ts';
import { toneOf } from '../output/palette.ts';
import { type Column, commonColumns, idColumn, nameColumn, type Noun, refColumn } from './noun.ts';

const age: Column<{ createdAt: string }> = {
  title: 'AGE',
  priority: 8,
  right: true,
  text: (o, { now }) => formatAge(o.createdAt, now),
};
const heard = (seconds: number | null): string => (seconds === null ? 'never' : `${formatSeconds(seconds)} ago`);

export const imageNoun: Noun<'image'> = {
  kind: 'image',
  columns: [
    idColumn,
    nameColumn,
    { title: 'STATE', priority: 3, text: (i) => i.state, tone: (i) => toneOf(i.state) },
    { title: 'OS', priority: 5, shrinkTo: 8, text: (i) => i.os },
    { title: 'ARCH', priority: 7, text: (i) => i.architecture },
    { title: 'KINDS', priority: 4, text: (i) => i.kinds.join(',') },
    { title: 'SIZE', priority: 3, right: true, text: (i) => formatMiB(i.sizeMiB) },
    { title: 'FILE', priority: 6, right: true, text: (i) => formatBytes(i.fileBytes) },
    { title: 'MIN-MEMORY', priority: 9, right: true, wide: true, text: (i) => formatMiB(i.minMemoryMiB) },
    { ...refColumn('datastore', 7, (i) => i.datastoreId), wide: true },
    { title: 'DIGEST', priority: 9, wide: true, text: (i) => `${i.digest.slice(0, 19)}…` },
    age,
    ...commonColumns,
  ],
  lost: (i) => `the image ${i.name} (${i.id}) and its file of ${formatBytes(i.fileBytes)}`,
};

export const datastoreNoun: Noun<'datastore'> = {
  kind: 'datastore',
  columns: [
    idColumn,
    nameColumn,
    { title: 'TYPE', priority: 4, text: (d) => d.type },
    { title: 'PATH', priority: 2, shrinkTo: 20, text: (d) => d.path ?? '' },
    age,
    ...commonColumns,
  ],
};

export const networkNoun: Noun<'network'> = {
  kind: 'network',
  columns: [
    idColumn,
    nameColumn,
    { title: 'STATE', priority: 3, text: (n) => n.state, tone: (n) => toneOf(n.state) },
    refColumn('cluster', 3, (n) => n.clusterId),
    { title: 'CIDR', priority: 2, text: (n) => n.cidr },
    { title: 'GATEWAY', priority: 5, text: (n) => n.gateway },
    {
      title: 'LEASED',
      priority: 4,
      right: true,
      text: ({ addresses: a }) => (a === undefined ? '' : `${a.leased}/${a.total}`),
    },
    { title: 'NAT', priority: 7, text: (n) => (n.nat ? 'yes' : 'no') },
    { title: 'NAMESERVERS', priority: 9, wide: true, text: (n) => n.nameservers.join(',') },
    age,
    ...commonColumns,
  ],
};

export const leaseNoun: Noun<'lease'> = {
  kind: 'lease',
  columns: [
    idColumn,
    { title: 'ADDRESS', priority: 1, text: (l) => l.address },
    { title: 'MAC', priority: 5, text: (l) => l.mac },
    refColumn('instance', 2, (l) => l.instanceId),
    refColumn('network', 3, (l) => l.networkId),
    refColumn('cluster', 4, (l) => l.clusterId),
    age,
    ...commonColumns,
  ],
};

export const diskNoun: Noun<'disk'> = {
  kind: 'disk',
  columns: [
    idColumn,
    nameColumn,
    { title: 'SIZE', priority: 2, right: true, text: (d) => formatMiB(d.sizeMiB) },
    refColumn('instance', 2, (d) => d.instanceId),
    refColumn('image', 4, (d) => d.imageId),
    refColumn('host', 3, (d) => d.hostId),
    refColumn('cluster', 5, (d) => d.clusterId),
    age,
    ...commonColumns,
  ],
};

export const templateNoun: Noun<'template'> = {
  kind: 'template',
  columns: [
    idColumn,
    nameColumn,
    { title: 'KIND', priority: 4, text: (t) => t.kind },
    { title: 'CPUS', priority: 4, right: true, text: (t) => String(t.cpus) },
    { title: 'MEMORY', priority: 3, right: true, text: (t) => formatMiB(t.memoryMiB) },
    refColumn('image', 2, (t) => t.imageId),
    {
      title: 'DISK',
      priority: 5,
      right: true,
      text: (t) => (t.diskSizeMiB === undefined ? 'of image' : formatMiB(t.diskSizeMiB)),
    },
    {
      title: 'NETWORKS',
      priority: 6,
      shrinkTo: 10,
      names: ['network'],
      text: (t, { names }) => (t.networkIds ?? []).map((n) => names.of('network', n)).join(','),
    },
    { title: 'RANK', priority: 8, wide: true, text: (t) => t.rank },
    { title: 'REQUIREMENTS', priority: 9, wide: true, shrinkTo: 16, text: (t) => t.requirements },
    age,
    ...commonColumns,
  ],
};

/** Empty: it is not told to everybody. */
const counted = (n: number | undefined): string => (n === undefined ? '' : String(n));

export const clusterNoun: Noun<'cluster'> = {
  kind: 'cluster',
  columns: [
    idColumn,
    nameColumn,
    { title: 'STATE', priority: 1, text: (c) => c.state, tone: (c) => toneOf(c.state) },
    { title: 'HEARD', priority: 4, right: true, text: (c) => heard(c.lastHeardSeconds) },
    { title: 'HOSTS', priority: 3, right: true, text: (c) => counted(c.hosts) },
    { title: 'INSTANCES', priority: 3, right: true, text: (c) => counted(c.instances) },
    { title: 'WAITING', priority: 5, right: true, text: (c) => counted(c.waitingCommands) },
    { title: 'PLACE', priority: 6, shrinkTo: 8, text: (c) => c.location?.place ?? '' },
    age,
    ...commonColumns,
  ],
  lost: (c) => `the cluster ${c.name} (${c.id}) with ${c.hosts ?? 'its'} hosts and ${c.instances ?? 'all'} instances`,
};

const used = (part: number | undefined, whole: number | undefined, text: (n: number) => string): string => {
  if (whole === undefined) return '';
  return part === undefined ? text(whole) : `${text(part)} / ${text(whole)}`;
};

/** Empty: nobody knows what it uses now. */
const useOf = (fraction: number | undefined): string => (fraction === undefined ? '' : percent(fraction));

export const hostNoun: Noun<'host'> = {
  kind: 'host',
  columns: [
    idColumn,
    nameColumn,
    { title: 'STATE', priority: 1, text: (h) => h.state, tone: (h) => toneOf(h.state) },
    refColumn('cluster', 3, (h) => h.clusterId),
    {
      title: 'RUNS',
      priority: 4,
      text: (h) => h.runtimes.flatMap((r) => (r.available ? `${r.kind}:${r.name}` : [])).join(','),
    },
    { title: 'CPUS', priority: 5, right: true, text: (h) => used(h.reserved?.cpus, h.capacity?.cpus, String) },
    {
      title: 'MEMORY',
      priority: 5,
      right: true,
      text: (h) => used(h.reserved?.memoryMiB, h.capacity?.memoryMiB, formatMiB),
    },
    {
      title: 'DISK-FREE',
      priority: 6,
      right: true,
      text: (h) => (h.capacity === undefined ? '' : formatMiB(h.capacity.diskFreeMiB)),
    },
    { title: 'CPU-USE', priority: 5, right: true, text: ({ use }) => useOf(use?.cpuFraction) },
    { title: 'MEMORY-USE', priority: 5, right: true, text: ({ use }) => useOf(use?.memoryFraction) },
    { title: 'DISK-USE', priority: 5, right: true, text: ({ use }) => useOf(use?.diskFraction) },
    { title: 'LOAD', priority: 7, right: true, text: (h) => h.machine?.load.toFixed(1) ?? '' },
    { title: 'INSTANCES', priority: 4, right: true, text: (h) => counted(h.instances) },
    { title: 'HEARD', priority: 6, right: true, text: (h) => heard(h.lastHeardSeconds) },
    { title: 'AGENT', priority: 9, wide: true, text: (h) => h.agentVersion ?? '' },
    { title: 'PROBLEMS', priority: 3, shrinkTo: 10, text: (h) => h.problems.join(' '), tone: () => 'bad' },
    ...commonColumns,
  ],
  lost: (h) => `the host ${h.name} (${h.id}), on which ${h.instances ?? 'some'} instances live`,
};

export const userNoun: Noun<'user'> = {
  kind: 'user',
  columns: [
    idColumn,
    nameColumn,
    { title: 'ENABLED', priority: 3, text: (u) => (u.enabled ? 'yes' : 'no') },
    { title: 'ADMINISTRATOR', priority: 4, text: (u) => (u.administrator ? 'yes' : 'no') },
    {
      title: 'GROUPS',
      priority: 2,
      shrinkTo: 10,
      names: ['group'],
      text: (u, { names }) => u.groupIds.map((g) => names.of('group', g)).join(','),
    },
    age,
    { title: 'LABELS', priority: 9, wide: true, text: (u) => Object.keys(u.labels).join(',') },
  ],
};

export const groupNoun: Noun<'group'> = {
  kind: 'group',
  columns: [
    idColumn,
    nameColumn,
    { title: 'USERS', priority: 2, right: true, text: (g) => counted(g.users) },
    age,
    ...commonColumns,
  ],
};

export const tokenNoun: Noun<'token'> = {
  kind: 'token',
  columns: [
    idColumn,
    nameColumn,
    { title: 'PURPOSE', priority: 3, text: (t) => t.purpose },
    { title: 'SCOPE', priority: 3, text: (t) => t.scope ?? '' },
    refColumn('user', 2, (t) => t.userId),
    {
      title: 'EXPIRES',
      priority: 3,
      right: true,
      text: (t, { now }) => {
        const left = (Date.parse(t.expiresAt) - now.getTime()) / 1000;
        return left <= 0 ? 'expired' : `in ${formatSeconds(left)}`;
      },
    },
    age,
  ],
  lost: (t) => `the token ${t.name} (${t.id}); programs that use it can no longer log in`,
};

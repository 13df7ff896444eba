import { planPlacement, type PlacementRequest, schedule, type ScheduleHost } from '@skerry/scheduler';
import { type Bench, type Figure, figureOf, median } from './bench.ts';

const hosts: readonly ScheduleHost[] = Array.from({ length: 1000 }, (_, i) => ({
  hostId: i,
  clusterId: i % 20,
  name: `host-${i}`,
  labels: { zone: i % 3 === 0 ? 'a' : 'b', rack: String(i % 40) },
  clusterLabels: { country: 'no' },
  state: 'online',
  clusterState: 'online',
  admission: 'enabled',
  architecture: 'x86_64',
  runtimes: ['vm', 'container'],
  capacity: { cpus: 16, memoryMiB: 65_536, diskMiB: 1_000_000, diskFreeMiB: 900_000 },
  reserved: { cpus: i % 7, memoryMiB: (i % 11) * 1024, diskMiB: 10_000 },
  load: (i % 100) / 100,
}));

const request = (instanceId: number, more: Partial<PlacementRequest> = {}): PlacementRequest => ({
  instanceId,
  kind: 'vm',
  cpus: 2,
  memoryMiB: 2048,
  diskMiB: 4096,
  requirements: '',
  rank: 'spread',
  ...more,
});

const apart = (i: number, mode: 'required' | 'preferred') => {
  const group = `group-${Math.floor(i / 10)}`;
  return { key: `0/${group}`, group, mode };
};

const still = 'labels.zone == "a" && !(name =~ "old-*") || cpus > 32';
const moving = `${still} && freeMemoryMiB >= 1024 && load < 0.9`;
const cases: Readonly<Record<string, (i: number) => PlacementRequest>> = {
  plain: (i) => request(i),
  pack: (i) => request(i, { rank: 'pack' }),
  'requirements of labels': (i) => request(i, { requirements: still }),
  'requirements of load': (i) => request(i, { requirements: moving }),
  'anti-affinity in groups of 10': (i) => request(i, { apart: apart(i, 'required') }),
  'requirements and anti-affinity': (i) => request(i, { requirements: still, apart: apart(i, 'required') }),
  'changing requirements, preferred anti-affinity': (i) =>
    request(i, { requirements: moving, apart: apart(i, 'preferred') }),
  'each pinned to a host': (i) => request(i, { hostId: i % 1000 }),
  'nothing fits': (i) => request(i, { cpus: 100 }),
};

/** `one decision`: processor time, because on a shared machine the clock shows how long others had the processor. */
const bench: Bench = {
  about: 'plans for 10,000 pending instances onto 1,000 hosts, and single decisions',
  async run({ say }) {
    const figures: Figure[] = [];
    const control = {
      name: 'a loop that compares numbers',
      value: median(Array.from({ length: 5 }, () => elapsed(compareNumbers))),
    };
    for (const [name, make] of Object.entries(cases)) {
      const requests = Array.from({ length: 10_000 }, (_, i) => make(i));
      const batches = Array.from({ length: 5 }, () => elapsed(() => schedule({ hosts }, requests)));
      const singles = requests.slice(0, 500).map((one) => processorTime(() => planPlacement({ hosts }, one)));
      figures.push(
        figureOf(batches, { name: `all plans, ${name}`, unit: 'ms', goal: { atMost: 2000 }, control }),
        figureOf(singles, { name: `one decision p99, ${name}`, unit: 'ms', goal: { atMost: 5 }, p: 99 }),
      );
      say(name);
    }
    return figures;
  },
};
export default bench;

/** The least that ten thousand decisions over a thousand hosts can cost: what fits, and the emptiest of those. */
function compareNumbers(): number {
  const columns = (['cpus', 'memoryMiB', 'diskMiB'] as const).map((what) => ({
    limit: Float64Array.from(hosts, (host) => host.capacity?.[what] ?? 0),
    used: Float64Array.from(hosts, (host) => host.reserved[what]),
  }));
  const asked = request(0);
  const wanted = [asked.cpus / 4, asked.memoryMiB, asked.diskMiB];
  let sum = 0;
  for (let n = 0; n < 10_000; n += 1) {
    let best = -1;
    let bestShare = 2;
    for (let i = 0; i < hosts.length; i += 1) {
      let share = 0;
      for (let c = 0; c < 3; c += 1) {
        const { limit, used } = columns[c] as (typeof columns)[number];
        share = Math.max(share, ((used[i] as number) + (wanted[c] as number)) / (limit[i] as number));
      }
      if (share > 1 || share >= bestShare) continue;
      best = i;
      bestShare = share;
    }
    if (best < 0) continue;
    columns.forEach(({ used }, c) => {
      used[best] = (used[best] as number) + (wanted[c] as number);
    });
    sum += best;
  }
  return sum;
}

function elapsed(act: () => unknown): number {
  const began = performance.now();
  act();
  return performance.now() - began;
}

/** Milliseconds that this process was on a processor, its garbage collector included. */
function processorTime(act: () => unknown): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

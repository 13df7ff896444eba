import { planPlacement, type PlacementRequest, schedule, type ScheduleHost } from '@skerry/scheduler';
import { type Bench, type Figure, figureOf } from './bench.ts';

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

const still = 'labels.zone == "a" && !(name =~ "old-*") || cpus > 32';
const moving = `${still} && freeMemoryMiB >= 1024 && load < 0.9`;
const cases: Readonly<Record<string, (i: number) => PlacementRequest>> = {
  plain: (i) => request(i),
  pack: (i) => request(i, { rank: 'pack' }),
  'requirements of labels': (i) => request(i, { requirements: still }),
  'requirements of load': (i) => request(i, { requirements: moving }),
  'each pinned to a host': (i) => request(i, { hostId: i % 1000 }),
  'nothing fits': (i) => request(i, { cpus: 100 }),
};

const bench: Bench = {
  about: 'plans for 10,000 pending instances onto 1,000 hosts, and single decisions',
  async run({ say }) {
    const figures: Figure[] = [];
    for (const [name, make] of Object.entries(cases)) {
      const requests = Array.from({ length: 10_000 }, (_, i) => make(i));
      const batches = Array.from({ length: 5 }, () => timed(() => schedule({ hosts }, requests)));
      const singles = requests.slice(0, 500).map((one) => timed(() => planPlacement({ hosts }, one)));
      figures.push(
        figureOf(batches, { name: `all plans, ${name}`, unit: 'ms', goal: { atMost: 2000 } }),
        figureOf(singles, { name: `one decision p99, ${name}`, unit: 'ms', goal: { atMost: 5 }, p: 99 }),
      );
      say(name);
    }
    return figures;
  },
};
export default bench;

function timed(act: () => unknown): number {
  const began = performance.now();
  act();
  return performance.now() - began;
}

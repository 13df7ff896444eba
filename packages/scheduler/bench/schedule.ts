/** `node packages/scheduler/bench/schedule.ts`: how long plans take. Prints one line for each case. */
import { planPlacement, type PlacementRequest, schedule, type ScheduleHost } from '@skerry/scheduler';

const hosts: ScheduleHost[] = Array.from({ length: 1000 }, (_, i) => ({
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
  'requirements, still': (i) => request(i, { requirements: still }),
  'requirements, moving': (i) => request(i, { requirements: moving }),
  'every request pinned elsewhere': (i) => request(i, { hostId: i % 1000 }),
  'nothing fits': (i) => request(i, { cpus: 100 }),
};

for (const [name, make] of Object.entries(cases)) {
  const requests = Array.from({ length: 10_000 }, (_, i) => make(i));
  const began = performance.now();
  const placed = schedule({ hosts }, requests).filter((p) => p.placed).length;
  const batch = performance.now() - began;
  const singles = Array.from({ length: 50 }, (_, i) => {
    const start = performance.now();
    planPlacement({ hosts }, make(i));
    return performance.now() - start;
  }).toSorted((a, b) => a - b);
  console.log(
    `${name}: 10,000 requests onto 1,000 hosts in ${batch.toFixed(0)} ms, ${placed} placed; ` +
      `one decision ${(singles[25] ?? 0).toFixed(2)} ms (median), ${(singles[49] ?? 0).toFixed(2)} ms (slowest of 50)`,
  );
}

import { randomOf } from '@skerry/kit/testing/campaign';
import { type SimulatedCloud, startSimulatedCloud } from '@skerry/lab/simulator/simulated-cloud';
import { rest } from '@skerry/lab/simulator/rest';
import { memorySettings } from '@skerry/kit/memory-settings';
import { readStoreBeside } from '@skerry/store';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from './api/worker.ts';
import { type Bench, type Figure, figureOf } from './bench.ts';
import { build } from '../tools/build.ts';

/**
 * `--clusters N` (100), `--hosts N` in each (10), `--instances N` (20,000), `--churn N` operations a second (10),
 * `--seconds N` of idling and of churn (30), `--cut N` clusters at once (a tenth), `--commands N` while they are cut (200).
 */
const bench: Bench = {
  about: 'a cloud of simulated hosts over the real protocol: memory, age of states, a cut and return of many clusters',
  async run({ say, seed, args }) {
    const of = settingsOf(args);
    withMemorySettings();
    await build();
    const bare = process.memoryUsage().rss / 2 ** 20;
    const joining = performance.now();
    const cloud = await startSimulatedCloud({
      clusters: of.clusters,
      hostsPerCluster: of.hosts,
      random: randomOf(seed),
      onCluster: (ready) => ready % 10 === 0 && say(`${ready} clusters have joined`),
    });
    try {
      say(`all hosts joined after ${((performance.now() - joining) / 1000).toFixed(1)} s; ${memoryOf(cloud)}`);
      const joined = await linkFigure(cloud, of.clusters * (of.hosts + 1), bare);
      return [joined, ...(await measure(cloud, of, say)), ...memoryFigures(cloud, bare)];
    } finally {
      await cloud.close();
    }
  },
};
export default bench;

/** This process holds a thousand agents, so it is started as an agent is: V8 takes what room it can get otherwise. */
function withMemorySettings(): void {
  const { env } = memorySettings.agent;
  const [name, value] = Object.entries(env)[0] ?? [''];
  if (process.execve === undefined || process.env[name] === value) return;
  const flags = ['--max-semi-space-size=8', '--heap-growing-percent=50', '--disable-warning=ExperimentalWarning'];
  process.execve(process.execPath, [process.execPath, ...flags, ...process.argv.slice(1)], { ...process.env, ...env });
}

type Settings = ReturnType<typeof settingsOf>;

function settingsOf(args: readonly string[]) {
  const options = Object.fromEntries(
    ['clusters', 'hosts', 'instances', 'churn', 'seconds', 'cut', 'commands'].map((n) => [
      n,
      { type: 'string' as const },
    ]),
  );
  const { values } = parseArgs({ args: [...args], options, strict: false });
  const number = (name: string, otherwise: number) => Number(values[name] ?? otherwise);
  const clusters = number('clusters', 100);
  return {
    clusters,
    hosts: number('hosts', 10),
    instances: number('instances', 20_000),
    churn: number('churn', 10),
    ms: number('seconds', 30) * 1000,
    cut: number('cut', Math.ceil(clusters / 10)),
    commands: number('commands', 200),
  };
}

async function measure(cloud: SimulatedCloud, of: Settings, say: (line: string) => void): Promise<Figure[]> {
  const { workload, simulation, frontEnd } = cloud;
  const comesToRest = (deadlineMs: number) =>
    rest(async () => (await readStoreBeside(cloud.storeFile))?.entries ?? [], simulation.clusters, deadlineMs);
  const creating = performance.now();
  const worked = processorSeconds(cloud);
  for (let made = 0; made < of.instances; made = workload.instances) {
    await workload.create(Math.min(1000, of.instances - made));
    say(`${workload.instances} instances were accepted; ${memoryOf(cloud)}`);
  }
  const accepted = (performance.now() - creating) / 1000;
  await allRunning(cloud, of.instances);
  const running = (performance.now() - creating) / 1000;
  const work = processorSeconds(cloud).map((seconds, i) => seconds - (worked[i] ?? 0));
  await comesToRest(120_000);
  say(`all run after ${running.toFixed(1)} s; ${memoryOf(cloud)}`);

  const cpu = await cpuWhile(cloud, () => delay(of.ms));
  const ages: number[] = [];
  const stop = new AbortController();
  const churning = workload.churn(of.churn, stop.signal);
  for (const end = performance.now() + of.ms; performance.now() < end; ) ages.push(await oldestState(cloud));
  stop.abort();
  await churning;
  await isQuiet(cloud, 60_000);
  await comesToRest(120_000);
  say(`churned; ${memoryOf(cloud)}`);

  const before = pids(cloud);
  const lost = simulation.clusters.slice(0, of.cut);
  for (const cluster of lost) cluster.cable.cut();
  for (const { upward } of lost) await upward?.waitFor('cut', { deadlineMs: 10_000 });
  const crashed: number[] = [];
  for (const { hosts } of lost) {
    const id = hosts[0]?.containers.all.keys().next().value;
    if (id === undefined) continue;
    hosts[0]?.containers.crash(id);
    crashed.push(id);
  }
  await workload.burst(of.commands);
  for (const cluster of lost) cluster.cable.heal();
  const returned = performance.now();
  await isQuiet(cloud, 120_000);
  const settled = (performance.now() - returned) / 1000;
  await comesToRest(120_000);
  const touched = new Set([...workload.touched, ...crashed]);
  const after = pids(cloud);
  const restarted = [...before].filter(([id, pid]) => !touched.has(id) && after.get(id) !== pid).length;
  say(`settled ${settled.toFixed(1)} s after the return; ${memoryOf(cloud)}`);
  return [
    { name: `${of.instances} instances accepted`, value: accepted, unit: 's' },
    { name: `${of.instances} instances running`, value: running, unit: 's' },
    { name: 'until they run: front-end', value: work[0] ?? 0, unit: 's of a processor' },
    { name: 'until they run: controllers and agents', value: work[1] ?? 0, unit: 's of a processor' },
    { name: 'idle, front-end', value: cpu.frontEnd, unit: '% of a core' },
    { name: 'idle, controllers and agents', value: cpu.simulator, unit: '% of a core' },
    figureOf(ages, { name: 'oldest state under churn, worst', unit: 's', goal: { atMost: 10 }, p: 100 }),
    { name: `${of.cut} clusters cut and back: at rest`, value: settled, unit: 's', goal: { atMost: 15 } },
    { name: 'guests started again by it', value: restarted, unit: 'guests', goal: { atMost: 0 } },
    { name: 'front-end in memory, most', value: frontEnd.resident().most, unit: 'MiB', goal: { atMost: 500 } },
  ];
}

/** Both ends, and all of ours that lives on them: session, controller or agent, pretended host. */
async function linkFigure({ frontEnd }: SimulatedCloud, links: number, bare: number): Promise<Figure> {
  const mib = process.memoryUsage().rss / 2 ** 20 - bare + frontEnd.resident().now;
  const worker = new Worker('../simulate/bare-links.ts');
  try {
    const { kibEach } = await worker.ask<{ kibEach: number }>({ links });
    const control = { name: 'bare WebSocket over mutual TLS, both ends', value: kibEach };
    return {
      name: `a host or cluster that has joined, of ${links}`,
      value: (mib * 1024) / links,
      unit: 'KiB',
      control,
    };
  } finally {
    worker.stop();
  }
}

function memoryFigures({ frontEnd }: SimulatedCloud, bare: number): Figure[] {
  const simulator = process.memoryUsage().rss / 2 ** 20;
  const control = { name: 'this process before', value: bare };
  const value = simulator + frontEnd.resident().now;
  return [
    { name: 'controllers and agents in memory', value: simulator, unit: 'MiB', control },
    { name: 'everything in memory', value, unit: 'MiB', goal: { atMost: 2048 } },
  ];
}

async function allRunning({ client }: SimulatedCloud, instances: number): Promise<void> {
  for (const end = performance.now() + 900_000; ; ) {
    const { data } = await client.call('status.get');
    if (data.instances['running'] === instances) return;
    if (performance.now() > end) throw new Error(`After 15 minutes there are: ${JSON.stringify(data.instances)}`);
    await delay(500);
  }
}

/**
 * By the API: no command waits, and every instance is where it shall be. Comparing all stores reads and parses them in
 * this process, where the hosts live too, and so is done afterwards.
 */
async function isQuiet({ client }: SimulatedCloud, deadlineMs: number): Promise<void> {
  const still = new Set(['running', 'stopped', 'paused']);
  for (const end = performance.now() + deadlineMs; ; ) {
    let waiting = 0;
    for await (const cluster of client.pages('cluster.list', { limit: 1000 })) {
      waiting += (cluster.waitingCommands ?? 0) + (cluster.state === 'online' ? 0 : 1);
    }
    const { instances } = (await client.call('status.get')).data;
    const moving = Object.keys(instances).filter((state) => !still.has(state));
    if (waiting === 0 && moving.length === 0) return;
    if (performance.now() > end) throw new Error(`${waiting} commands wait; instances: ${JSON.stringify(instances)}`);
    await delay(100);
  }
}

/** Seconds since the front-end last knew the state that it knew longest ago to be true. */
async function oldestState({ client }: SimulatedCloud): Promise<number> {
  let oldest = 0;
  for await (const cluster of client.pages('cluster.list', { limit: 1000 })) {
    oldest = Math.max(oldest, cluster.lastHeardSeconds ?? Infinity);
  }
  await delay(200);
  return oldest;
}

/** Of the front-end, and of this process, so far. */
function processorSeconds({ frontEnd }: SimulatedCloud): [number, number] {
  const { user, system } = process.cpuUsage();
  return [frontEnd.cpuSeconds(), (user + system) / 1e6];
}

async function cpuWhile({ frontEnd }: SimulatedCloud, work: () => Promise<unknown>) {
  const [began, above, own] = [performance.now(), frontEnd.cpuSeconds(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(own);
  const seconds = (performance.now() - began) / 1000;
  return {
    frontEnd: ((frontEnd.cpuSeconds() - above) / seconds) * 100,
    simulator: ((user + system) / 1e6 / seconds) * 100,
  };
}

function pids({ simulation }: SimulatedCloud): Map<number, number> {
  const hosts = simulation.clusters.flatMap((cluster) => cluster.hosts);
  const guests = hosts.flatMap((host) => [...host.vms.all, ...host.containers.all]);
  return new Map(guests.map(([id, guest]) => [id, guest.pid]));
}

const memoryOf = ({ frontEnd }: SimulatedCloud): string =>
  `front-end ${frontEnd.resident().now.toFixed(0)} MiB, the rest ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`;

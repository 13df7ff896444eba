import { run } from '@skerry/host-os';
import { memorySettings } from '@skerry/kit/memory-settings';
import { type InstanceView, waitFor } from '@skerry/sdk';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bench, type Figure } from './bench.ts';
import { openRealCloud, type RealCloud } from './cloud/real-cloud.ts';

/** Of /proc/<pid>/stat: `getconf CLK_TCK` is 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

const bench: Bench = {
  about: 'what an agent with idle guests takes of its host; `--guests N` (10), `--seconds N` (60)',
  real: true,
  async run({ say, args }) {
    const { values } = parseArgs({
      args: [...args],
      options: { guests: { type: 'string', default: '10' }, seconds: { type: 'string', default: '60' } },
      strict: false,
    });
    const guests = Number(values.guests);
    const seconds = Number(values.seconds);
    // Idle guests need little, but each counts as a processor: let a small machine take them all.
    const cloud = await openRealCloud(say, { SKERRY_CPUS: String(guests + 4) });
    const made: number[] = [];
    try {
      await shutDownVm(cloud);
      while (made.length < guests) made.push(await makeContainer(cloud, made.length));
      say(`${guests} containers run`);
      // What a start leaves to do, such as the guests' own, is over.
      await pause(15);
      return await measure(cloud, guests, seconds, say);
    } finally {
      for (const id of made) {
        await cloud.client.call('instance.delete', { params: { id }, query: { graceSeconds: 0 } });
      }
      for (const id of made) await waitFor(cloud.client, id, (view) => view === undefined, { deadlineMs: 60_000 });
      await cloud.close();
    }
  },
};
export default bench;

/** A virtual machine under emulation is never idle: it would be counted as libvirt's. */
async function shutDownVm({ client }: RealCloud): Promise<void> {
  for await (const { id } of client.pages('instance.list', { name: 'hello-vm' })) {
    await client.call('instance.stop', { params: { id }, body: { graceSeconds: 0 } });
    await waitFor(client, id, (view) => view?.state === 'stopped', { deadlineMs: 60_000 });
  }
}

async function makeContainer({ client, templateId }: RealCloud, index: number): Promise<number> {
  const body = { name: `idle-${process.pid}-${index}`, kind: 'container', templateId } as const;
  const { data } = await client.call('instance.create', { body });
  const { id } = data as InstanceView;
  await waitFor(client, id, (view) => view?.state === 'running', { deadlineMs: 120_000 });
  return id;
}

async function measure(
  cloud: RealCloud,
  guests: number,
  seconds: number,
  say: (line: string) => void,
): Promise<Figure[]> {
  const empty = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  const fake = await startFakeAgent(cloud);
  try {
    const libvirtd = Number((await run('pgrep', ['-o', '-x', 'libvirtd'], { okCodes: [0, 1] })).stdout);
    const who = { agent: cloud.pids.agent, empty: empty.pid ?? 0, libvirtd, fake: fake.pid };
    await pause(5);
    const [agent, node, daemon, faked] = (await Promise.all(
      Object.values(who).map(async (pid) => {
        const before = await ticksOf(pid);
        await pause(seconds);
        return ((await ticksOf(pid)) - before) / ticksPerSecond / seconds;
      }),
    )) as [number, number, number, number];
    say('measured');
    const percent = (share: number) => share * 100;
    const [own, bare, without] = (await Promise.all([who.agent, who.empty, who.fake].map(memoryOf))) as [
      Memory,
      Memory,
      Memory,
    ];
    const control = { name: 'an empty Node process', value: bare.rss };
    return [
      { name: `agent's RSS, ${guests} idle containers`, value: own.rss, unit: 'MiB', goal: { atMost: 90 }, control },
      { name: "agent's PSS", value: own.pss, unit: 'MiB', control: { ...control, value: bare.pss } },
      {
        name: `agent and its children, of one core over ${seconds} s`,
        value: percent(agent),
        unit: '%',
        goal: { atMost: 0.5 },
        control: { name: 'libvirtd', value: percent(daemon) },
      },
      { name: 'an empty Node process, of one core', value: percent(node), unit: '%' },
      { name: 'RSS of an agent with fake drivers and no guests', value: without.rss, unit: 'MiB', control },
      { name: 'an agent with fake drivers and no guests, of one core', value: percent(faked), unit: '%' },
    ];
  } finally {
    empty.kill();
    await fake.stop();
  }
}

/** The same program as one more host of the cloud, which comes too late for the guests: what is not libvirt's or LXC's. */
async function startFakeAgent({ client }: RealCloud) {
  const data = await mkdtemp(join(tmpdir(), 'skerry-fake-agent-'));
  const [cluster] = (await client.call('cluster.list')).data.items;
  if (!cluster) throw new Error('The cloud has no cluster.');
  const { data: offer } = await client.call('cluster.host-join-token', { params: { id: cluster.id }, body: {} });
  const { flags, env } = memorySettings.agent;
  const args = ['--roles', 'agent', '--drivers', 'fake', '--data', data, '--log-level', 'error'];
  const agent = spawn(process.execPath, [...flags, join(import.meta.dirname, '..', 'dist', 'agent.mjs'), ...args], {
    env: { ...process.env, ...env, SKERRY_JOIN_TOKEN: offer.token },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return {
    pid: agent.pid ?? 0,
    async stop() {
      const ended = once(agent, 'exit');
      agent.kill();
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}

const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** Processor time of a process, of its children that have ended, and of those that live. */
async function ticksOf(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')).split(') ').at(-1)?.split(' ') ?? [];
  const own = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  let children = 0;
  for (const thread of await readdir(`/proc/${pid}/task`).catch(() => [])) {
    const list = await readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '');
    for (const child of list.trim().split(' ').filter(Boolean)) children += await ticksOf(Number(child));
  }
  return (own || 0) + children;
}

interface Memory {
  readonly rss: number;
  readonly pss: number;
}

async function memoryOf(pid: number): Promise<Memory> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  const mebibytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1024;
  return { rss: mebibytes('Rss'), pss: mebibytes('Pss') };
}

import { run as execute } from '@skerry/host-os';
import { type InstanceView, waitFor } from '@skerry/sdk';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bench, type Figure, figureOf, median } from './bench.ts';
import { containerByHand, type Hand, type Overlay, vmByHand } from './cloud/by-hand.ts';
import { isInitOf, isQemuOf, ProcessWatch, type SeenProcess } from './cloud/process-watch.ts';
import { openRealCloud, type RealCloud } from './cloud/real-cloud.ts';

/** Milliseconds from the API's 202 to the guest's process. */
const goals = { container: 300, vm: 500 } as const;
type Kind = keyof typeof goals;
const kinds = ['container', 'vm'] as const;

/**
 * `--runs N` (50), `--steps all` (shows once, for each kind, every process that ran on the way).
 *
 * A container has begun when the first process of its process name space is there; a virtual machine when a process
 * executes QEMU with the guest's name. Both are seen from outside, every millisecond. The clock starts when the client
 * has the API's answer 202, by hand when the first command is given.
 */
const bench: Bench = {
  about: 'from the accepted creation to the first process of a container, and to QEMU; against the same by hand',
  real: true,
  async run({ say, args }) {
    const { values } = parseArgs({
      args: [...args],
      options: { runs: { type: 'string', default: '50' }, steps: { type: 'string' } },
      strict: false,
    });
    const runs = Number(values.runs);
    const cloud = await openRealCloud(say);
    try {
      return await measure(cloud, runs, values.steps === undefined ? undefined : say, say);
    } finally {
      await cloud.close();
    }
  },
};
export default bench;

async function measure(
  cloud: RealCloud,
  runs: number,
  steps: ((line: string) => void) | undefined,
  say: (line: string) => void,
): Promise<Figure[]> {
  const models = { container: await modelOf(cloud, 'hello-container'), vm: await modelOf(cloud, 'hello-vm') };
  const overlay = await overlayOf(cloud, models.container);
  const hands = {
    'lxc-start on a prepared disk': await containerByHand(cloud, models.container.id, overlay, { prepared: true }),
    'disk and lxc-start by hand': await containerByHand(cloud, models.container.id, overlay, { prepared: false }),
    'qemu-img and virsh by hand': await vmByHand(cloud, models.vm.id, overlay),
  };
  const samples = new Map<string, number[]>();
  const add = (name: string, ms: number) => samples.set(name, [...(samples.get(name) ?? []), ms]);
  // The first of each pays for code that was never run before.
  for (let round = -2; round < runs; round += 1) {
    const keep = round < 0 ? () => {} : add;
    for (const kind of kinds) keep(kind, await deploy(cloud, kind, round === 0 ? steps : undefined));
    for (const [name, hand] of Object.entries(hands)) {
      keep(name, await byHand(hand, name.includes('lxc') ? isInitOf : isQemuOf));
    }
    if (round % 10 === 9) say(`${round + 1} of ${runs}`);
  }
  const of = (name: string) => samples.get(name) ?? [];
  const against = (kind: Kind, name: string): Figure[] => {
    const control = { name, value: median(of(name)) };
    return [
      figureOf(of(kind), { name: `202 to ${titles[kind]}`, unit: 'ms', goal: { atMost: goals[kind] }, control }),
      { name: `${kind} against ${name}`, value: median(of(kind)) / control.value, unit: '×', goal: { atMost: 1.3 } },
    ];
  };
  return [
    ...against('container', 'disk and lxc-start by hand'),
    ...against('container', 'lxc-start on a prepared disk').slice(1),
    ...against('vm', 'qemu-img and virsh by hand'),
    figureOf(of('container'), { name: 'container, p95', unit: 'ms', p: 95 }),
    figureOf(of('vm'), { name: 'vm, p95', unit: 'ms', p: 95 }),
  ];
}

const titles: Readonly<Record<Kind, string>> = { container: "container's PID 1", vm: "QEMU's start" };

async function deploy(cloud: RealCloud, kind: Kind, say?: (line: string) => void): Promise<number> {
  const { client, namePrefix, templateId } = cloud;
  const watch = new ProcessWatch();
  watch.start();
  const { data } = await client.call('instance.create', {
    body: { name: `deploy-${process.pid}-${kind}`, kind, templateId },
  });
  const accepted = performance.now();
  if (!('id' in data)) throw new Error('The answer to a creation was a plan.');
  const guest = `${namePrefix}-${data.id}`;
  const found = await watch.until(kind === 'vm' ? isQemuOf(guest) : isInitOf(guest)).finally(() => watch.stop());
  const began = kind === 'vm' ? found.named : found.since;
  say?.(`${kind}: ${(began - accepted).toFixed(0)} ms, and this ran meanwhile:`);
  if (say) timeline(watch.stop(), accepted).forEach(say);
  await client.call('instance.delete', { params: { id: data.id }, query: { graceSeconds: 0 } });
  await waitFor(client, data.id, (view) => view === undefined, { deadlineMs: 60_000 });
  return began - accepted;
}

async function byHand(hand: Hand, is: (name: string) => (process: SeenProcess) => boolean): Promise<number> {
  const watch = new ProcessWatch();
  watch.start();
  try {
    const making = hand.make();
    const [found, began] = await Promise.all([watch.until(is(hand.name)), making]);
    return (is === isQemuOf ? found.named : found.since) - began;
  } finally {
    watch.stop();
    await hand.remove();
  }
}

/** The quickstart's own guests are what the ones by hand are copied from. */
async function modelOf({ client }: RealCloud, name: string): Promise<InstanceView> {
  for await (const instance of client.pages('instance.list', { name })) return instance;
  throw new Error(`The cloud has no instance "${name}".`);
}

async function overlayOf(cloud: RealCloud, model: InstanceView): Promise<Overlay> {
  const disk = join(cloud.agentDirectory, 'disks', `${model.disks[0]?.diskId}.qcow2`);
  const { stdout } = await execute('qemu-img', ['info', '--force-share', '--output=json', disk]);
  const info = JSON.parse(stdout) as { readonly 'full-backing-filename': string };
  // The daemon of a disk sees its files by their real paths alone: "disks/../images" is nowhere in its world.
  return { image: resolve(info['full-backing-filename']), sizeMiB: model.disks[0]?.sizeMiB ?? 0 };
}

/** What ran meanwhile, in the order in which it began. */
function timeline(seen: readonly SeenProcess[], from: number): string[] {
  const ms = (at: number | undefined) => (at === undefined ? 'on' : (at - from).toFixed(0)).padStart(5);
  return seen.map((p) => `${ms(p.since)} to ${ms(p.ended)} ms  ${p.pid}  ${p.commandLine.slice(0, 110)}`);
}

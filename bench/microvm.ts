import { createKvm } from '@skerry/driver-compute-kvm';
import { createMicrovm } from '@skerry/driver-compute-microvm';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type KvmHarness, kvmHarness, type LibvirtKind, namePrefix } from '../e2e/compute-kvm-harness.ts';
import { type Bench, figureOf, median } from './bench.ts';

const kinds = {
  vm: {
    create: createKvm,
    domainOf: (id: number) => `${namePrefix}-${id}`,
    display: true,
    plan: { boot: 'root-partition' },
  },
  microvm: { create: createMicrovm, domainOf: (id: number) => `${namePrefix}-micro-${id}`, display: false },
} as const satisfies Readonly<Record<string, LibvirtKind>>;
type Kind = keyof typeof kinds;

/**
 * `--runs N` (5). The same root with the same kernel and the same first root, by turns as a virtual machine and as a
 * microVM: from the order to start it to the first line of its first program, and what QEMU holds in memory besides the
 * guest's own memory once the guest answers.
 */
const bench: Bench = {
  about:
    "from the start of a microVM to its first program's first line, and QEMU's own memory; against a virtual machine",
  real: true,
  async run({ say, args }) {
    const { values } = parseArgs({
      args: [...args],
      options: { runs: { type: 'string', default: '5' } },
      strict: false,
    });
    const begun: Record<Kind, number[]> = { vm: [], microvm: [] };
    const held: Record<Kind, number[]> = { vm: [], microvm: [] };
    for (let run = 0; run < Number(values.runs); run += 1) {
      for (const kind of ['vm', 'microvm'] as const) {
        const harness = await kvmHarness(kinds[kind]);
        try {
          const figures = await once(harness);
          begun[kind].push(figures.ms);
          held[kind].push(figures.mib);
          say(`${kind}: ${figures.ms.toFixed(0)} ms, ${figures.mib.toFixed(1)} MiB`);
        } finally {
          await harness.dispose();
        }
      }
    }
    const against = (of: Readonly<Record<Kind, number[]>>, name: string, unit: string, atMost: number) => [
      figureOf(of.microvm, { name, unit, control: { name: 'virtual machine', value: median(of.vm) } }),
      { name: `${name}, against it`, value: median(of.microvm) / median(of.vm), unit: '×', goal: { atMost } },
    ];
    return [
      ...against(begun, 'start to first program', 'ms', 0.5),
      ...against(held, 'memory besides the guest’s', 'MiB', 0.7),
    ];
  },
};
export default bench;

async function once(harness: KvmHarness): Promise<{ readonly ms: number; readonly mib: number }> {
  // libvirtd is up and has asked QEMU for its abilities before the clock starts.
  await harness.driver.probe();
  const plan = await harness.plan(1);
  const told = join(plan.directory, 'told');
  const end = performance.now() + 120_000;
  const began = performance.now();
  await harness.driver.start(plan);
  while (!(await readFile(told, 'utf8')).includes('begun')) {
    if (performance.now() > end) throw new Error('The guest did not begin within two minutes.');
    await delay(2);
  }
  const ms = performance.now() - began;
  while (!(await harness.answers(1))) {
    if (performance.now() > end) throw new Error('The guest did not answer within two minutes.');
    await delay(50);
  }
  const pid = (await harness.driver.inspect(1))?.pid;
  if (pid === undefined) throw new Error('The guest has no process.');
  return { ms, mib: await besides(pid, plan.memoryMiB) };
}

/** Resident MiB of a QEMU without the mapping that is the guest's memory: smaps of proc(5). */
async function besides(pid: number, memoryMiB: number): Promise<number> {
  let own = 0;
  let isGuests = false;
  for (const line of (await readFile(`/proc/${pid}/smaps`, 'utf8')).split('\n')) {
    const [, name, kib = '0'] = /^(Size|Rss): +(\d+) kB$/.exec(line) ?? [];
    if (name === 'Size') isGuests = Number(kib) === memoryMiB * 1024;
    if (name === 'Rss' && !isGuests) own += Number(kib);
  }
  return own / 1024;
}

import type { HostMachine, HostReport, HostRuntime, TakenRange, UnbuiltNetwork } from '@skerry/domain';
import { cpus, hostname, totalmem } from 'node:os';
import { type HostDrivers, storageFor } from '../drivers/host-drivers.ts';

const MiB = 1024 * 1024;

/** Set by whoever runs the host: less than it has, to keep some back, or more, to share it out more than once. */
export type HostOffer = Partial<Pick<HostReport, 'cpus' | 'memoryMiB' | 'diskMiB'>>;

/** Problems told, and characters of a sentence. A report with more is not taken over: some of them are better. */
const mostProblems = 100;
const mostCharacters = 2000;
/** Of ranges, and of networks that are not built. */
const mostNetworks = 64;
const clipped = (text: string) => text.slice(0, mostCharacters);

/** What this host is and can do. Probing a runtime may take seconds, so the caller does it seldom. */
export async function hostReport(
  drivers: HostDrivers,
  runtimes: readonly HostRuntime[],
  { problems, unbuilt }: { readonly problems: readonly string[]; readonly unbuilt: readonly UnbuiltNetwork[] },
  {
    version,
    offer = {},
    machineFacts,
  }: { readonly version: string; readonly offer?: HostOffer; readonly machineFacts?: () => HostMachine },
): Promise<HostReport> {
  const { totalBytes, freeBytes } = await storageFor(drivers).capacity();
  const step = 256;
  return {
    hostname: hostname(),
    agentVersion: version,
    architecture: process.arch === 'x64' ? 'x86_64' : process.arch === 'arm64' ? 'aarch64' : process.arch,
    cpus: offer.cpus ?? cpus().length,
    memoryMiB: offer.memoryMiB ?? Math.floor(totalmem() / MiB),
    diskMiB: offer.diskMiB ?? Math.floor(totalBytes / MiB),
    // In steps: the free space changes all the time, and each report is a write on three machines.
    diskFreeMiB: Math.floor(freeBytes / MiB / step) * step,
    runtimes: runtimes.map((runtime) => ({ ...runtime, reason: clipped(runtime.reason) })),
    problems: problems.slice(0, mostProblems).map(clipped),
    ...(machineFacts === undefined ? {} : { machine: machineFacts() }),
    taken: await takenRanges(drivers),
    unbuilt: unbuilt.slice(0, mostNetworks).map((each) => ({ ...each, message: clipped(each.message) })),
  };
}

/** In a fixed order: the order in which the kernel tells them is no news. */
async function takenRanges({ network }: HostDrivers): Promise<TakenRange[]> {
  const told = await Promise.all(Object.values(network).map(async (driver) => (await driver.survey?.taken()) ?? []));
  const taken = told.flat().sort((a, b) => (a.by < b.by ? -1 : 1));
  return taken.slice(0, mostNetworks).map(({ cidr, by }) => ({ cidr, by: by.slice(0, 400) }));
}

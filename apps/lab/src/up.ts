/**
 * Brings a lab up, or goes on with one that was begun: each step looks first, and does only what is not done. Nothing is
 * undone when a step fails, so that the next try goes on, and `down` takes away whatever there is.
 */
import {
  buildGuestKernel,
  buildImage,
  type BuiltGuestKernel,
  type BuiltImage,
  type ImageName,
  placeGuestKernel,
} from '@skerry/images';
import { findAccelerator } from '@skerry/driver-compute-kvm/accelerator';
import { type Client, createClient } from '@skerry/sdk';
import { copyFile, mkdir, statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { ensureImage, ensureTemplate, logIn } from '../../../tools/quickstart/cloud.ts';
import { portNear } from '../../../tools/quickstart/port-near.ts';
import { credentialsAt } from '../../../tools/quickstart/state-file.ts';
import { bootMachine } from './boot.ts';
import {
  clusterOnline,
  ensureCluster,
  ensureNetwork,
  hostIdOf,
  joinEnvironment,
  nameHosts,
  onlineHosts,
} from './cloud.ts';
import { labError } from './lab-error.ts';
import { type LabPaths, type LabState, prepareDirectories, readState, writeState } from './lab-state.ts';
import { machineOf, runningMachine, shareCapabilities } from './machines.ts';
import { checkMachine, checkPassable } from './check-machine.ts';
import { checkPrograms, ensureForward, ensureService, servicePid, waitForService } from './services.ts';
import { guestNetwork, type LabNode, most, topology } from './topology.ts';
import { ensureBridges } from './wires.ts';

/** Says what goes on: one call for each step, around the work. */
export type Step = (title: string, work: (say: (text: string) => void) => Promise<string>) => Promise<void>;

export interface UpOptions {
  readonly clusters?: number;
  readonly hostsPerCluster?: number;
  /** Of each host; default: its share of this machine. */
  readonly cpus?: number;
  readonly memoryMiB?: number;
  readonly images?: readonly ImageName[];
  readonly imageCache?: string;
  readonly step?: Step;
}

export interface UpResult {
  readonly state: LabState;
  readonly url: string;
  /** Everything ran already. */
  readonly found: boolean;
  /** Seconds, the images not counted. */
  readonly seconds: number;
  readonly imageSeconds: number;
}

/** Seconds for a service to be ready. Six hosts at once on two busy processors took 25. */
const patience = { frontEnd: 60, controllers: 90, hosts: 240 } as const;

const silentStep: Step = async (_, work) => void (await work(() => {}));

export async function up(paths: LabPaths, options: UpOptions): Promise<UpResult> {
  const step = options.step ?? silentStep;
  const imageCache = options.imageCache ?? process.env['SKERRY_IMAGE_CACHE'] ?? '/var/cache/skerry/images';
  const began = performance.now();
  checkPrograms();
  await checkMachine();
  prepareDirectories(paths);
  await checkPassable(paths.root);
  const state = await stateFor(paths, options);
  const url = `http://127.0.0.1:${state.apiPort}`;
  const plan = topology(state.clusters, state.hostsPerCluster);
  const on = plan.nodes.filter((node) => !state.nodes[node.name]?.off);
  if (state.readyAt !== undefined && (await allServe(paths, on))) {
    return { state, url, found: true, seconds: (performance.now() - began) / 1000, imageSeconds: 0 };
  }
  const nodes = (role: LabNode['role']) => on.filter((node) => node.role === role);

  const imagesBegan = performance.now();
  const built = new Map<ImageName, BuiltImage>();
  for (const name of state.images as readonly ImageName[]) {
    await step(`Image ${name}`, async (say) => {
      const onProgress = (what: string, fraction?: number) =>
        say(fraction === undefined ? what : `${what} ${Math.round(fraction * 100)} %`);
      const image = await buildImage(name, { cacheDir: imageCache, onProgress });
      built.set(name, image);
      return `${Math.round(image.fileBytes / 1048576)} MiB, ${image.cached ? 'from the cache' : 'built'}, not counted below`;
    });
  }
  const kernel = await buildGuestKernel({ cacheDir: imageCache });
  const imageSeconds = (performance.now() - imagesBegan) / 1000;

  let capabilities = false;
  await step('Machines and cables', async () => {
    capabilities = await shareCapabilities(paths);
    const hub = await bootMachine(paths, state, plan.nodes[0] as LabNode);
    await ensureBridges(hub, plan);
    // Each is some fifteen short commands; more at once would only wait for each other.
    await inTurns(on.slice(1), 3, (node) => bootMachine(paths, state, node));
    return `${on.length} machines, ${plan.bridges.length} networks between them`;
  });
  const probe = findAccelerator(join(imageCache, 'kvm-probe.json'));
  // Looked at below; until then it must not count as unhandled.
  probe.catch(() => undefined);

  const login = credentialsAt(paths.credentials, url);
  let client = createClient({ url });
  await step('Front-end', async () => {
    for (const node of nodes('front-end')) {
      const machine = await runningMachine(paths, node.name);
      await ensureService(paths, state, machine, node, { SKERRY_ADMIN_PASSWORD: login.password });
      await ensureForward(paths, state, machine);
      await waitForService(paths, machine, node, async () => (await fetch(`${url}/health`)).ok, patience.frontEnd);
    }
    client = await logIn(login);
    return url;
  });
  const clusterIds = new Map<number, number>();
  await step('Cluster controllers', async (say) => {
    for (let k = 1; k <= state.clusters; k++) clusterIds.set(k, await ensureCluster(client, `cluster${k}`));
    let online = 0;
    await Promise.all(
      nodes('controller').map(async (node) => {
        const id = clusterIds.get(node.cluster ?? 0) ?? 0;
        const machine = await runningMachine(paths, node.name);
        await ensureService(paths, state, machine, node, await joinEnvironment(client, paths, node, id));
        if (!state.nodes[node.name]?.cut)
          await waitForService(paths, machine, node, () => clusterOnline(client, id), patience.controllers);
        say(`${++online} of ${state.clusters} online`);
      }),
    );
    return `${online} of ${state.clusters} online`;
  });
  const templates = putImages(client, built, clusterIds);
  templates.catch(() => undefined);
  await step('Host agents', async (say) => {
    say('asks whether KVM works here');
    await probe;
    const hosts = nodes('host');
    // The first one asks QEMU for its abilities; the others then need not.
    const groups = capabilities ? [hosts] : [hosts.slice(0, 1), hosts.slice(1)];
    for (const group of groups) await startHosts(paths, state, client, group, clusterIds, { imageCache, kernel }, say);
    return `${(await onlineHosts(client)).size} of ${state.clusters * state.hostsPerCluster} online`;
  });
  await step('Templates and networks', () => templates);
  const ready: LabState = { ...state, readyAt: state.readyAt ?? new Date().toISOString() };
  writeState(paths, ready);
  const seconds = (performance.now() - began) / 1000 - imageSeconds;
  return { state: ready, url, found: false, seconds, imageSeconds };
}

async function startHosts(
  paths: LabPaths,
  state: LabState,
  client: Client,
  hosts: readonly LabNode[],
  clusterIds: ReadonlyMap<number, number>,
  { imageCache, kernel }: { readonly imageCache: string; readonly kernel: BuiltGuestKernel },
  say: (text: string) => void,
): Promise<void> {
  for (const node of hosts) {
    const machine = await runningMachine(paths, node.name);
    await mkdir(join(paths.node(node.name), 'agent'), { recursive: true });
    await copyFile(join(imageCache, 'kvm-probe.json'), join(paths.node(node.name), 'agent', 'kvm-probe.json'));
    await placeGuestKernel(kernel, join(paths.node(node.name), 'agent', 'guest-kernel'));
    const env = await joinEnvironment(client, paths, node, clusterIds.get(node.cluster ?? 0) ?? 0);
    await ensureService(paths, state, machine, node, env);
  }
  const reachable = hosts.filter(
    (node) =>
      !state.nodes[node.name]?.cut &&
      !state.nodes[`cluster${node.cluster}`]?.cut &&
      !state.nodes[`cluster${node.cluster}`]?.off,
  );
  // Asked once for all of them.
  let online = new Set<number>();
  for (const node of reachable) {
    const machine = await runningMachine(paths, node.name);
    const ready = async () => {
      const id = hostIdOf(paths, node) ?? -1;
      if (online.has(id)) return true;
      online = await onlineHosts(client);
      say(`${online.size} of ${state.clusters * state.hostsPerCluster} online`);
      return online.has(id);
    };
    await waitForService(paths, machine, node, ready, patience.hosts);
  }
  await nameHosts(client, paths, hosts);
}

/** Image, and for each cluster a network and templates with it. */
async function putImages(
  client: Client,
  built: ReadonlyMap<ImageName, BuiltImage>,
  clusterIds: ReadonlyMap<number, number>,
): Promise<string> {
  const names: string[] = [];
  const networks = new Map<number, number>();
  for (const [k, id] of clusterIds) networks.set(k, await ensureNetwork(client, id, `guests${k}`, guestNetwork(k)));
  for (const [image, file] of built) {
    const imageId = await ensureImage(client, image, file);
    for (const [k, networkId] of networks) {
      const name = `${image}-${k}`;
      await ensureTemplate(client, name, imageId, networkId, image === 'tiny' ? 128 : 512);
      names.push(name);
    }
  }
  return names.join(', ');
}

async function allServe(paths: LabPaths, nodes: readonly LabNode[]): Promise<boolean> {
  for (const node of nodes) {
    const machine = await machineOf(paths, node.name);
    if (!machine) return false;
    if (node.role !== 'switch' && (await servicePid(machine, node)) === undefined) return false;
  }
  return true;
}

/** What was asked for the first time holds; a second `up` may leave it out, or say the same. */
async function stateFor(paths: LabPaths, options: UpOptions): Promise<LabState> {
  const known = readState(paths);
  if (known) {
    const { clusters = known.clusters, hostsPerCluster = known.hostsPerCluster } = options;
    if (clusters === known.clusters && hostsPerCluster === known.hostsPerCluster) return known;
    throw labError(
      'lab-differs',
      `There is a lab of ${known.clusters} clusters with ${known.hostsPerCluster} hosts each already.`,
      'Take it down first (skerry lab down), or make another one beside it with --state DIR.',
    );
  }
  const { clusters = 2, hostsPerCluster = 3 } = options;
  if (!within(clusters, most.clusters) || !within(hostsPerCluster, most.hostsPerCluster)) {
    throw labError(
      'lab-differs',
      `A lab has 1 to ${most.clusters} clusters of 1 to ${most.hostsPerCluster} hosts.`,
      'Ask for less with --clusters and --hosts.',
    );
  }
  const { bavail, bsize } = await statfs(paths.root);
  const share = (amount: number) => Math.floor((amount * 0.8) / (clusters * hostsPerCluster) / 1048576);
  const state: LabState = {
    version: 1,
    clusters,
    hostsPerCluster,
    apiPort: await portNear(7480),
    sitePorts: await portsFrom(7490, clusters),
    offer: {
      cpus: options.cpus ?? Math.max(1, Math.floor(availableParallelism() / (clusters * hostsPerCluster))),
      memoryMiB: options.memoryMiB ?? Math.max(512, share(totalmem())),
      diskMiB: Math.max(1024, share(bavail * bsize)),
    },
    images: options.images ?? ['tiny'],
    nodes: {},
  };
  writeState(paths, state);
  return state;
}

const within = (n: number, limit: number): boolean => Number.isInteger(n) && n >= 1 && n <= limit;

/** Free ports of the loopback, each another one. */
async function portsFrom(first: number, count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let port = first; ports.length < count; port++) {
    const near = await portNear(port);
    if (!ports.includes(near)) ports.push(near);
  }
  return ports;
}

/** At most `width` at a time. */
async function inTurns<T>(things: readonly T[], width: number, work: (thing: T) => Promise<unknown>): Promise<void> {
  const rest = [...things];
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let next = rest.shift(); next !== undefined; next = rest.shift()) await work(next);
    }),
  );
}

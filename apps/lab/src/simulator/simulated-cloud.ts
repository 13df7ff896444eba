import { silentLog } from '@skerry/kit';
import { type Client, createClient } from '@skerry/sdk';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FrontEndProcess } from './front-end-process.ts';
import { type Simulation, startSimulation } from './simulation.ts';
import { Workload } from './workload.ts';

export interface SimulatedCloudOptions {
  readonly clusters: number;
  readonly hostsPerCluster: number;
  /** Of the API; a free one unless told. */
  readonly port?: number;
  readonly random: () => number;
  readonly onCluster?: (ready: number) => void;
}

export interface SimulatedCloud {
  readonly frontEnd: FrontEndProcess;
  readonly client: Client;
  readonly simulation: Simulation;
  readonly workload: Workload;
  /** The front-end's database. */
  readonly storeFile: string;
  close(): Promise<void>;
}

/** Of the user `admin`. The API listens on loopback only, and all of it is gone with `close`. */
export const simulatorPassword = 'simulator';

/** A front-end as it is shipped, in a process of its own with a directory of its own, over a simulation in this one. */
export async function startSimulatedCloud(options: SimulatedCloudOptions): Promise<SimulatedCloud> {
  const directory = await mkdtemp(join(tmpdir(), 'skerry-simulation-'));
  const closers: (() => unknown)[] = [() => rm(directory, { recursive: true, force: true })];
  const close = async () => {
    for (const end of closers.splice(0).toReversed()) await end();
  };
  try {
    const data = join(directory, 'front-end');
    const { port = 0 } = options;
    const frontEnd = await FrontEndProcess.start({ data, password: simulatorPassword, port });
    closers.push(() => frontEnd.stop());
    const { url, linkUrl } = frontEnd;
    const body = { name: 'admin', password: simulatorPassword };
    const { data: session } = await createClient({ url }).call('session.create', { body });
    const client = createClient({ url, token: session.secret, deadlineMs: 120_000 });
    const simulation = await startSimulation({ ...options, client, linkUrl, directory, log: silentLog });
    closers.push(() => simulation.close());
    const workload = new Workload({ client, imageId: simulation.imageId, random: options.random });
    return { frontEnd, client, simulation, workload, storeFile: join(data, 'store.db'), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * One Edge Cluster in this process: the real controller over a store in memory, and its simulated hosts, each on a link
 * of its own. Only the machines are pretended.
 */
import { type Controller, createController } from '@skerry/cluster';
import { type Log, systemClock } from '@skerry/kit';
import { createChild, joinParent, openAuthority, type Session } from '@skerry/link';
import { createMemoryStore, type Store } from '@skerry/store';
import { join } from 'node:path';
import { Cable } from './cable.ts';
import { SimulatedHost } from './simulated-host.ts';

/** Revisions that its store remembers: as many as a rush of creations on all its hosts makes at once. */
const historyRevisions = 32;

export interface SimulatedClusterOptions {
  /** Of the front-end, for the controller. */
  readonly joinToken: string;
  /** Where clusters dial the front-end. */
  readonly linkUrl: string;
  readonly directory: string;
  readonly log: Log;
}

export interface SimulatedSite {
  readonly url: string;
  close(): Promise<void>;
}

export class SimulatedCluster {
  readonly clusterId: number;
  readonly store: Store = createMemoryStore({ historyRevisions });
  readonly hosts: SimulatedHost[] = [];
  readonly cable: Cable;
  readonly #directory: string;
  readonly #log: Log;
  #port = 0;
  #added = 0;
  #running: { readonly controller: Controller; readonly upward: Session; readonly site?: SimulatedSite } | undefined;
  #openSite: ((controller: Controller, directory: string) => Promise<SimulatedSite>) | undefined;

  private constructor(clusterId: number, cable: Cable, directory: string, log: Log) {
    this.clusterId = clusterId;
    this.cable = cable;
    this.#directory = directory;
    this.#log = log;
  }

  static async join({ joinToken, linkUrl, directory, log }: SimulatedClusterOptions): Promise<SimulatedCluster> {
    const identity = await joinParent(joinToken, { dir: join(directory, 'link'), role: 'cluster' });
    const clusterId = Number(identity.id);
    const cluster = new SimulatedCluster(clusterId, await Cable.to(linkUrl), directory, log.child({ clusterId }));
    await cluster.start();
    return cluster;
  }

  /** The link of the controller that runs now. */
  get upward(): Session | undefined {
    return this.#running?.upward;
  }

  /** Where the console of the site is served, once it was asked for. */
  get siteUrl(): string | undefined {
    return this.#running?.site?.url;
  }

  /** Starts the controller anew, and from now on with what `open` makes: the console of its site. */
  async serveSite(open: (controller: Controller, directory: string) => Promise<SimulatedSite>): Promise<void> {
    this.#openSite = open;
    await this.stop();
    await this.start();
  }

  async start(): Promise<void> {
    const ca = await openAuthority({ dir: join(this.#directory, 'ca'), cloudId: `cluster-${this.clusterId}` });
    const upward = createChild({ dir: join(this.#directory, 'link'), urls: [this.cable.url], log: this.#log });
    const controller = await createController({
      clusterId: this.clusterId,
      store: this.store,
      dataDirectory: this.#directory,
      upward,
      ca,
      listen: { host: '127.0.0.1', port: this.#port },
      serverNames: ['127.0.0.1'],
      servesSite: this.#openSite !== undefined,
      clock: systemClock,
      log: this.#log,
    });
    this.#port = controller.port;
    const site = await this.#openSite?.(controller, this.#directory);
    this.#running = { controller, upward, ...(site === undefined ? {} : { site }) };
  }

  /** The controller ends; agents and guests go on. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.site?.close();
    await running?.controller.close();
    await running?.upward.close();
  }

  /** Joins one more host and starts its agent. The front-end must be reachable. */
  async addHost(): Promise<SimulatedHost> {
    if (!this.#running) throw new Error(`The controller of cluster ${this.clusterId} does not run.`);
    await this.#running.upward.waitFor('connected', { deadlineMs: 30_000 });
    const { token } = await this.#running.controller.issueHostToken(600);
    const host = await SimulatedHost.join(token, join(this.#directory, `host-${this.#added++}`), this.#log);
    this.hosts.push(host);
    await host.start();
    return host;
  }

  async close(): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.stop()));
    await this.stop();
    await this.cable.close();
    await Promise.all([this.store.close(), ...this.hosts.map((host) => host.store.close())]);
  }
}

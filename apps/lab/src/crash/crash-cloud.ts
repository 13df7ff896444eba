/**
 * A whole cloud in one process whose every level can be killed at any step: the real front-end with its REST API, the
 * real controllers and agents, the real protocol between them, pretended hosts below. What is on disk and on the hosts
 * can be kept and taken up again, so that many runs begin from one state.
 */
import { createAgent } from '@skerry/agent';
import { createController } from '@skerry/cluster';
import { createFrontEnd } from '@skerry/front-end';
import { silentLog, systemClock } from '@skerry/kit';
import { type Authority, openAuthority } from '@skerry/link';
import type { Store } from '@skerry/store';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDurable, type Durable, type Engines } from './durable.ts';
import { HostWorld } from './host-world.ts';
import { type Interception, nothingHappens } from './interception.ts';
import type { Life } from './life.ts';
import { Switchboard } from './memory-parent.ts';
import { steppedStore } from './stepped-store.ts';
import { Supervisor } from './supervisor.ts';

export const adminPassword = 'correct horse';
const cloudId = 'crash';

/** One level's disk, and its store while it is open. */
interface Level {
  readonly name: string;
  readonly supervisor: Supervisor;
  readonly durable: Durable;
  readonly directory: string;
  /** Of the present life; the harness looks into it from the side. */
  store: Store | undefined;
}

export class CrashCloud {
  readonly directory: string;
  /** Those that run, or would if it were started. */
  readonly levels = new Map<string, Level>();
  readonly worlds = new Map<number, HostWorld>();
  readonly switchboard = new Switchboard();
  interception: Interception = nothingHappens;
  /** Of the front-end's present life. */
  api: { readonly url: string; readonly life: Life } | undefined;
  private readonly known = new Map<string, Level>();
  private readonly engine: Engines;
  private readonly ca: Authority;
  private readonly savedLevels = new Map<string, readonly string[]>();

  private constructor(directory: string, engine: Engines, ca: Authority) {
    this.directory = directory;
    this.engine = engine;
    this.ca = ca;
    this.addFrontEnd();
  }

  static async make(engine: Engines): Promise<CrashCloud> {
    const directory = await mkdtemp(join(tmpdir(), 'skerry-crash-'));
    const ca = await openAuthority({ dir: join(directory, 'authority'), cloudId });
    return new CrashCloud(directory, engine, ca);
  }

  addController(clusterId: number): Level {
    return this.addLevel(`controller-${clusterId}`, async (life, store, directory) => {
      const { switchboard } = this;
      const controller = await createController({
        clusterId,
        store,
        dataDirectory: directory,
        upward: switchboard.dial('front-end', { cloudId, role: 'cluster', id: String(clusterId) }, life),
        ca: this.ca,
        listen: { host: '127.0.0.1', port: 0 },
        serverNames: ['127.0.0.1'],
        openParent: switchboard.openParent(`controller-${clusterId}`, life),
        clock: systemClock,
        log: silentLog,
      });
      return () => controller.close();
    });
  }

  addAgent(hostId: number, clusterId: number): Level {
    const world = this.worlds.get(hostId) ?? new HostWorld(hostId % 2 === 0);
    this.worlds.set(hostId, world);
    return this.addLevel(`agent-${hostId}`, async (life, store, directory) => {
      const identity = { cloudId, role: 'host', id: String(hostId) } as const;
      const agent = await createAgent({
        hostId,
        store,
        dataDirectory: directory,
        drivers: world.drivers(life),
        driverDeadlines: { look: 400, turn: 500, make: 500, silence: 500 },
        upward: this.switchboard.dial(`controller-${clusterId}`, identity, life),
        hostCounters: async () => undefined,
        version: 'test',
        clock: systemClock,
        log: silentLog,
      });
      return () => agent.close();
    });
  }

  level(name: string): Level {
    const level = this.levels.get(name);
    if (level === undefined) throw new Error(`no level ${name}`);
    return level;
  }

  async start(): Promise<void> {
    await Promise.all([...this.levels.values()].map(({ supervisor }) => supervisor.start()));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.levels.values()].map(({ supervisor }) => supervisor.stop()));
  }

  /** Keeps what is on disk and on the hosts, under a name. Only while it is stopped. */
  async save(name: string): Promise<void> {
    for (const { durable } of this.levels.values()) await durable.save(name);
    for (const world of this.worlds.values()) world.save(name);
    await rm(this.copyOf(name), { recursive: true, force: true });
    await cp(this.disks, this.copyOf(name), { recursive: true });
    this.savedLevels.set(name, [...this.levels.keys()]);
  }

  /** Takes up what was kept. Only while it is stopped. */
  async restore(name: string): Promise<void> {
    const kept = this.savedLevels.get(name);
    if (kept === undefined) throw new Error(`nothing was kept as ${name}`);
    this.levels.clear();
    for (const level of this.known.values()) {
      const wanted = kept.includes(level.name);
      await level.durable.restore(wanted ? name : undefined);
      if (wanted) this.levels.set(level.name, level);
    }
    for (const [hostId, world] of this.worlds) {
      if (kept.includes(`agent-${hostId}`)) world.restore(name);
    }
    await rm(this.disks, { recursive: true, force: true });
    await cp(this.copyOf(name), this.disks, { recursive: true });
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  private get disks(): string {
    return join(this.directory, 'disks');
  }

  private copyOf(name: string): string {
    return join(this.directory, `saved-${name}`);
  }

  private addFrontEnd(): void {
    this.addLevel('front-end', async (life, store, directory) => {
      const frontEnd = await createFrontEnd({
        store,
        dataDirectory: directory,
        listen: { host: '127.0.0.1', port: 0 },
        linkListen: { host: '127.0.0.1', port: 0 },
        openParent: this.switchboard.openParent('front-end', life),
        admin: { password: adminPassword },
        log: silentLog,
      });
      // A front-end that cannot follow its store ends its process.
      frontEnd.lost.catch(() => life.end());
      this.api = { url: frontEnd.url, life };
      return () => frontEnd.close();
    });
  }

  private addLevel(
    name: string,
    begin: (life: Life, store: Store, directory: string) => Promise<() => Promise<void>>,
  ): Level {
    const known = this.known.get(name);
    if (known !== undefined) {
      this.levels.set(name, known);
      return known;
    }
    const directory = join(this.disks, name);
    const durable = createDurable(this.engine, join(this.directory, `${name}.db`));
    const supervisor = new Supervisor(
      name,
      () => this.interception,
      async (life) => {
        await mkdir(directory, { recursive: true });
        const store = await durable.open();
        level.store = store;
        life.onEnd(() => {
          level.store = undefined;
          void store.close();
        });
        return begin(life, steppedStore(store, life), directory);
      },
    );
    const level: Level = { name, supervisor, durable, directory, store: undefined };
    this.known.set(name, level);
    this.levels.set(name, level);
    return level;
  }
}

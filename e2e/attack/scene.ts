/**
 * The scene of all attacks: a real site with real guests, a tenant who minds her own business, another who does not, and
 * what must be true after each attack, whoever attacked. Nothing here knows an attack.
 */
import { ApiError, type Client, createClient, type InstanceView, waitFor } from '@skerry/sdk';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { type RealSite, startRealSite } from '../real-site.ts';

export interface Scene {
  readonly site: RealSite;
  readonly url: string;
  readonly administrator: Client;
  /** Owns `victim`. */
  readonly alice: Client;
  /** An ordinary user, of another group. */
  readonly mallory: Client;
  readonly clusterId: number;
  readonly networkId: number;
  readonly templateId: number;
  /** A container of alice's, with a page. */
  readonly victim: InstanceView;
  /** A session of its own for each call. */
  logIn(name: string, password: string): Promise<Client>;
  /** Holds, within a deadline, what no attack may change. */
  unharmed(): Promise<void>;
  /** Each program of the site reads again what it was told. Guests do not notice. */
  restart(): Promise<void>;
  down(): Promise<void>;
}

export const passwords = { alice: 'alice has one 3851', mallory: 'mallory has one 7265' } as const;
export const victimName = 'ledger';
const settleMs = 60_000;

export async function setScene(): Promise<Scene> {
  const site = await startRealSite();
  const { url } = site.quickstart;
  const { user, password } = JSON.parse(await readFile(join(site.state, 'credentials.json'), 'utf8')) as {
    user: string;
    password: string;
  };
  const logIn = async (name: string, secret: string) => {
    const { data } = await createClient({ url }).call('session.create', { body: { name, password: secret } });
    return createClient({ url, token: data.secret });
  };
  const administrator = await logIn(user, password);
  for (const name of ['alice', 'mallory'] as const) {
    const group = (await administrator.call('group.create', { body: { name: `${name}s` } })).data;
    await administrator.call('user.create', { body: { name, password: passwords[name], groupIds: [group.id] } });
  }
  const alice = await logIn('alice', passwords.alice);
  const [cluster] = await all(administrator, 'cluster.list');
  const [network] = await all(administrator, 'network.list');
  const [template] = await all(administrator, 'template.list', { name: 'tiny' });
  if (!cluster || !network || !template) throw new Error('the quickstart left no cluster, network or template');
  const created = await alice.callAny('instance.create', {
    body: { name: victimName, kind: 'container', templateId: template.id },
  });
  const running = (view: InstanceView | undefined) => view?.state === 'running' && view.nics[0]?.address !== undefined;
  const made = (created.data as InstanceView).id;
  const victim = await waitFor(alice, made, running, { deadlineMs: settleMs });
  const page = `http://${victim?.nics[0]?.address}/cgi-bin/status`;
  const bootOf = async () =>
    ((await (await fetch(page, { signal: AbortSignal.timeout(3000) })).json()) as { bootId: string }).bootId;
  const boot = await vi.waitFor(bootOf, { timeout: settleMs, interval: 300 });
  let processes = await processesOf(site);

  const unharmed = async () => {
    // No process of the cloud ended and came back.
    expect(await processesOf(site)).toEqual(processes);
    const { alice: hers, administrator: theirs } = scene;
    // Her guest runs on, is hers, and is shown to her as it is.
    expect(await vi.waitFor(bootOf, { timeout: settleMs, interval: 300 })).toBe(boot);
    const seen = (await hers.call('instance.get', { params: { id: made } })).data;
    expect(seen).toMatchObject({ name: victimName, state: 'running', clusterId: cluster.id, ownerId: victim?.ownerId });
    expect(seen.nics[0]?.address).toBe(victim?.nics[0]?.address);
    expect(seen.observed?.crashes ?? 0).toBe(0);
    // What everybody looks at answers, and says that the site is well.
    expect((await all(hers, 'instance.list')).map(({ name }) => name)).toEqual([victimName]);
    await vi.waitFor(
      async () => expect((await theirs.call('cluster.get', { params: { id: cluster.id } })).data.state).toBe('online'),
      { timeout: settleMs, interval: 300 },
    );
    expect((await hers.call('status.get')).data).toBeDefined();
    // She can still make what she needs.
    const plan = { name: 'another', kind: 'container', templateId: template.id } as const;
    expect((await hers.callAny('instance.create', { body: plan, query: { dryRun: true } })).data).toBeDefined();
  };
  const scene: Scene = {
    site,
    url,
    administrator,
    alice,
    mallory: await logIn('mallory', passwords.mallory),
    clusterId: cluster.id,
    networkId: network.id,
    templateId: template.id,
    victim: victim as InstanceView,
    logIn,
    unharmed,
    async restart() {
      const { services, quickstart } = site;
      for (const name of [...services.serviceNames].toReversed()) await services.stopService(name);
      for (const name of services.serviceNames) await services.startService(name, quickstart);
      await vi.waitFor(() => administrator.call('status.get'), { timeout: settleMs, interval: 300 });
      processes = await processesOf(site);
    },
    down: () => site.down(),
  };
  return scene;
}

type Listed = 'cluster.list' | 'network.list' | 'template.list' | 'instance.list' | 'host.list' | 'audit.list';

export async function all(client: Client, route: Listed, query: object = {}): Promise<{ id: number; name: string }[]> {
  const found: unknown[] = [];
  for await (const item of client.pages(route, query)) found.push(item);
  return found as { id: number; name: string }[];
}

async function processesOf({ services }: RealSite): Promise<Record<string, number | undefined>> {
  return {
    'front-end': await services.serviceAlive('front-end'),
    controller: await services.serviceAlive('controller'),
    agent: await services.serviceAlive('agent'),
  };
}

/** The code of the refusal; fails when it was not refused. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof ApiError)) throw new Error(`expected a refusal, got ${String(thrown)}`);
  return thrown.code;
}

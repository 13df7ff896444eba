import { createFakeCompute, createFakeGuests } from '@skerry/driver-compute-fake';
import { identityOfSlot } from '@skerry/driver-contract';
import { type ApplicationStart, defaultNetworkDriver, type HostIntent, type InstanceObservation } from '@skerry/domain';
import { freePort } from '@skerry/host-os';
import { FailureLog, fakeClock, silentLog } from '@skerry/kit';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { GuestActor, type GuestActorContext } from '@skerry/agent/guests/guest-actor';
import { RetryPace } from '@skerry/agent/guests/retry';

const id = 7;
/** Where it is reached; nobody builds its network. */
const loopback = {
  networkId: 1,
  mac: '02:00:00:00:00:01',
  address: '127.0.0.1',
  prefixLength: 8,
  gateway: '127.0.0.1',
  nameservers: [],
};

/** Every port is there. */
const network = {
  ensurePort: async () => {},
  hasPort: async () => true,
  attachmentOf: () => ({ type: 'bridge', bridge: 'b', hostInterface: 'h' }),
};

/** An agent's part in one application, on a runtime that is pretended. */
async function application(policy: Pick<ApplicationStart, 'restart' | 'mostRestarts' | 'healthCheck'>) {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'skerry-application-'));
  onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }));
  const clock = fakeClock();
  const guests = createFakeGuests({ now: () => clock.now() });
  const compute = createFakeCompute({ kind: 'container', guests });
  const starts = vi.spyOn(compute, 'start');
  let observed: InstanceObservation | undefined;
  let intent = {
    kind: 'container',
    instanceId: id,
    name: 'job',
    generation: 1,
    power: 'running',
    reboots: 0,
    graceSeconds: 30,
    cpus: 1,
    memoryMiB: 64,
    disks: [],
    nics: [],
    context: { sshKeys: [], userData: '' },
    haltSignal: 'SIGPWR',
    rebootSignal: 'SIGINT',
    application: { entrypoint: ['/job'], command: [], environment: [], workingDirectory: '/', ...policy },
  } as HostIntent;
  const context = {
    clock,
    log: silentLog,
    pace: new RetryPace(),
    failures: new FailureLog<string>(silentLog, 'a step'),
    dataDirectory,
    drivers: { compute: { container: compute }, storage: {}, network: { [defaultNetworkDriver]: network } },
    slots: { of: async () => identityOfSlot(1) },
    intentOf: async () => intent,
    observationOf: async () => observed,
    async observe(_: number, next: InstanceObservation | undefined) {
      observed = next;
    },
    forget: () => {},
  } as unknown as GuestActorContext;
  let actor = new GuestActor(context, id);
  const stop = compute.onChange(() => actor.wake());
  onTestFinished(async () => {
    stop();
    await actor.close();
  });
  const becomes = (wanted: object) => vi.waitFor(() => expect(observed).toMatchObject(wanted), 10_000);
  return {
    starts,
    guests,
    becomes,
    seen: () => observed,
    runs: async () => {
      actor.wake();
      await becomes({ guest: 'running', reached: intent.generation });
    },
    ends: (how: { readonly status: number } | { readonly signal: number }) => guests.exit(id, how),
    later(ms: number) {
      clock.advance(ms);
      actor.wake();
    },
    wish(change: Partial<HostIntent>) {
      intent = { ...intent, generation: intent.generation + 1, ...change };
      actor.wake();
    },
    /** Its agent dies, maybe without having noted the last thing, and is started again. */
    async agentRestarts(remembers = observed) {
      await actor.close();
      observed = remembers;
      actor = new GuestActor(context, id);
      actor.wake();
    },
  };
}

test('never: what ended stays so, is no crash, and runs again when that is asked for', async () => {
  const job = await application({ restart: 'never' });
  await job.runs();
  job.ends({ status: 0 });
  await job.becomes({ guest: 'prepared', over: true, exit: { status: 0 }, crashes: 0, reached: 1 });
  // A new name is no wish to run again.
  job.wish({ name: 'other' });
  await job.becomes({ reached: 2, over: true });
  expect(job.starts).toHaveBeenCalledTimes(1);
  job.wish({ starts: 1 });
  await job.becomes({ guest: 'running', reached: 3, startedFor: 1, exit: { status: 0 } });
  expect(job.seen()).not.toHaveProperty('over');
  expect(job.seen()).not.toHaveProperty('restarts');
});

test('always: it is started again after a rest that grows, also when it ended well', async () => {
  const job = await application({ restart: 'always' });
  await job.runs();
  for (const [restarts, restMs] of [500, 1000, 2000].entries()) {
    job.ends({ status: 0 });
    await job.becomes({ guest: 'prepared', nextStartAt: expect.any(String) });
    job.later(restMs - 1);
    await job.becomes({ guest: 'prepared' });
    expect(job.starts).toHaveBeenCalledTimes(restarts + 1);
    job.later(1);
    await job.becomes({ guest: 'running', restarts: restarts + 1, reached: 1 });
    expect(job.seen()).not.toHaveProperty('nextStartAt');
  }
});

test('on-failure: it is started again after failures as often as it may be, and not when it ended well', async () => {
  const job = await application({ restart: 'on-failure', mostRestarts: 1 });
  await job.runs();
  job.ends({ status: 1 });
  await job.becomes({ nextStartAt: expect.any(String) });
  job.later(500);
  await job.becomes({ guest: 'running', restarts: 1, reached: 1 });
  job.ends({ signal: 11 });
  await job.becomes({ guest: 'prepared', over: true, exit: { signal: 11 } });
  const well = await application({ restart: 'on-failure' });
  await well.runs();
  well.ends({ status: 0 });
  await well.becomes({ over: true });
});

test('a stop and a reboot are no ends of its own: the policy is not asked', async () => {
  const job = await application({ restart: 'never' });
  await job.runs();
  job.wish({ reboots: 1 });
  await job.becomes({ guest: 'running', reached: 2, startedFor: 1 });
  expect(job.starts).toHaveBeenCalledTimes(2);
  job.wish({ power: 'stopped' });
  await job.becomes({ guest: 'prepared', reached: 3 });
  expect(job.seen()).not.toHaveProperty('over');
  job.wish({ power: 'running', starts: 1 });
  await job.becomes({ guest: 'running', reached: 4 });
});

test('a kill is a failure: never leaves it so, and says by which signal', async () => {
  const job = await application({ restart: 'never' });
  await job.runs();
  job.guests.crash(id);
  await job.becomes({ guest: 'prepared', over: true, exit: { signal: 9 } });
});

test('an agent that is started again goes on where it was', async () => {
  const job = await application({ restart: 'never' });
  await job.runs();
  // It died before it had noted the start.
  const { startedFor: _, ...before } = job.seen() as InstanceObservation;
  await job.agentRestarts(before);
  await job.becomes({ startedFor: 0, guest: 'running' });
  job.ends({ status: 4 });
  await job.becomes({ over: true });
  const written = job.seen();
  await job.agentRestarts();
  await job.becomes({ over: true });
  expect(job.seen()).toEqual(written);
  expect(job.starts).toHaveBeenCalledTimes(1);
});

test('it is asked how it is while it runs: by a program, by HTTP and by TCP', async () => {
  const when = { intervalSeconds: 0.1, timeoutSeconds: 5, startSeconds: 0, retries: 2 };
  const well = await application({ restart: 'never', healthCheck: { exec: ['sh', '-c', 'exit 0'], ...when } });
  await well.runs();
  await well.becomes({ health: 'healthy' });
  well.ends({ status: 0 });
  await well.becomes({ over: true });
  expect(well.seen()).not.toHaveProperty('health');
  const ill = await application({ restart: 'never', healthCheck: { exec: ['sh', '-c', 'exit 1'], ...when } });
  await ill.runs();
  await ill.becomes({ health: 'unhealthy', guest: 'running' });
  const port = await freePort();
  for (const healthCheck of [
    { http: { port, path: '/ok?a=1' }, ...when },
    { tcp: { port }, ...when },
  ]) {
    const served = await application({ restart: 'never', healthCheck });
    served.wish({ nics: [loopback] });
    await served.runs();
    await served.becomes({ health: 'unhealthy' });
    const server = createServer(({ url }, response) => response.writeHead(url === '/ok?a=1' ? 204 : 500).end());
    server.listen(port, '127.0.0.1');
    await served.becomes({ health: 'healthy' });
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
    await served.becomes({ health: 'unhealthy' });
  }
});

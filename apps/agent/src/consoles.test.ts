import { AgentConsoles } from '@skerry/agent/consoles/agent-consoles';
import { guestConsole, guestConsoleEnding, guestConsoleResize } from '@skerry/contract';
import type { HostIntent } from '@skerry/domain';
import { identityOfSlot } from '@skerry/driver-contract';
import { createFakeCompute, type FakeCompute } from '@skerry/driver-compute-fake';
import { silentLog } from '@skerry/kit';
import { createLoopbackPair } from '@skerry/link';
import { expect, onTestFinished, test, vi } from 'vitest';

const plan = {
  instanceId: 1,
  identity: identityOfSlot(1),
  name: 'shelf',
  cpus: 1,
  memoryMiB: 64,
  disks: [],
  nics: [],
  contextDirectory: '/nowhere',
  directory: '/nowhere',
  haltSignal: 'SIGPWR',
  rebootSignal: 'SIGINT',
} as const;

/** A host with one container that runs, and a shell in it that was asked for from above. */
async function host(prepare: (driver: FakeCompute) => void = () => {}) {
  const driver = createFakeCompute({ kind: 'container' });
  await driver.start(plan);
  prepare(driver);
  const pair = createLoopbackPair();
  onTestFinished(() => pair.close());
  const drivers = { compute: { container: driver }, storage: {}, network: {} };
  const intentOf = async () => ({ kind: 'container' }) as HostIntent;
  const consoles = new AgentConsoles({ drivers, upward: pair.child, log: silentLog, intentOf });
  pair.child.handle(consoles.handlers());
  const endings: unknown[] = [];
  pair.parent.handle({
    requests: {
      [guestConsoleEnding.method]: (body) => {
        endings.push(body);
        return {};
      },
    },
  });
  await pair.parent.waitFor('connected', { deadlineMs: 5_000 });
  const stream = pair.parent.openStream(guestConsole.method, { instanceId: 1, consoleId: 'a', type: 'shell' });
  let seen = '';
  stream.on('data', (bytes: Buffer) => (seen += bytes.toString()));
  return {
    driver,
    pair,
    stream,
    endings,
    sees: (text: string) => vi.waitFor(() => expect(seen).toContain(text), 10_000),
  };
}

test('a size that comes before the shell is there is its first size', async () => {
  const { driver, pair, stream, sees } = await host((fake) => fake.faults.hang('openConsole'));
  await pair.parent.request(guestConsoleResize.method, { instanceId: 1, consoleId: 'a', columns: 132, rows: 43 });
  driver.faults.heal();
  await sees('root@shelf');
  stream.write('stty size\r');
  await sees('43 132');
});

test('why it ends is told before it ends: the shell did, or the guest', async () => {
  const shell = await host();
  await shell.sees('root@shelf');
  shell.stream.write('exit\r');
  await vi.waitFor(() => expect(shell.stream.readableEnded).toBe(true), 10_000);
  expect(shell.endings).toEqual([{ consoleId: 'a', why: 'ended', message: 'The shell has ended.' }]);
  const guest = await host();
  await guest.sees('root@shelf');
  await guest.driver.forceOff(1);
  await vi.waitFor(() => expect(guest.stream.readableEnded).toBe(true), 10_000);
  expect(guest.endings).toEqual([{ consoleId: 'a', why: 'stopped', message: 'The guest was stopped.' }]);
});

test('a viewer that is gone leaves nothing open at the guest', async () => {
  const { driver, stream, sees } = await host();
  await sees('root@shelf');
  expect(driver.guests.all.get(1)?.viewers.size).toBe(1);
  stream.destroy();
  await vi.waitFor(() => expect(driver.guests.all.get(1)?.viewers.size).toBe(0), 10_000);
  expect((await driver.inspect(1))?.state).toBe('running');
});

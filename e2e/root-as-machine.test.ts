/** The same root, with nothing before it, as a virtual machine and as a microVM: both start the kernel of their host. */
import { createKvm } from '@skerry/driver-compute-kvm';
import { createMicrovm } from '@skerry/driver-compute-microvm';
import { until } from '@skerry/driver-contract/conformance/until';
import type { GuestPlan } from '@skerry/driver-contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KvmHarness, kvmHarness, type LibvirtKind, namePrefix } from './compute-kvm-harness.ts';

const application = (script: string, more: Partial<NonNullable<GuestPlan['application']>> = {}) => ({
  entrypoint: ['/bin/sh', '-c'],
  command: [script],
  environment: [],
  workingDirectory: '/',
  restart: 'never' as const,
  ...more,
});
/** What the first program writes before each line. */
const stamps = /^\d{4}-\d\d-\d\dT[\d:.]+Z (out|err) /gm;

const kinds: readonly LibvirtKind[] = [
  { create: createKvm, domainOf: (id) => `${namePrefix}-${id}`, display: true, plan: { boot: 'root-partition' } },
  { create: createMicrovm, domainOf: (id) => `${namePrefix}-micro-${id}`, display: false },
];

describe.each(kinds.map((kind) => [kind.create.name, kind] as const))('a root started by %s', (_, kind) => {
  let harness: KvmHarness;
  beforeAll(async () => {
    harness = await kvmHarness(kind);
  });
  afterAll(() => harness?.dispose());
  const slow = { timeout: 300_000 };
  const planOf = async (id: number, of: NonNullable<GuestPlan['application']>): Promise<GuestPlan> => ({
    ...(await harness.plan(id)),
    application: of,
  });
  const ended = async (id: number) => {
    await until(`guest ${id} is off`, harness.limits.bootMs, async () => {
      const state = (await harness.driver.inspect(id))?.state;
      return state === 'prepared' || state === 'crashed';
    });
    return harness.driver.inspect(id);
  };
  const printed = async (id: number) =>
    (await harness.driver.consoleLog(id, 65_536)).replaceAll('\r\n', '\n').replaceAll(stamps, '');

  test('an application gets its words, user, directory, names and network, and its status is told', slow, async () => {
    const script =
      'echo "words $1 $ODD"; id -u; pwd; hostname; cat /etc/resolv.conf /etc/hosts; ip -4 address show eth0;' +
      ' ping -c 1 -W 5 198.18.64.1 >/dev/null && echo reached; df -k / | tail -n 1; echo done; exit 7';
    const more = {
      command: [script, 'sh', ' "a\' '],
      environment: ['ODD=$x\ty'],
      user: '0:7',
      workingDirectory: '/srv/made here',
    };
    await harness.driver.start(await planOf(1, application(script, more)));
    expect(await ended(1)).toMatchObject({ state: 'prepared', exit: { status: 7 } });
    const text = await printed(1);
    expect(text).toContain('words  "a\'  $x\ty\n0\n/srv/made here\nguest-1\n');
    expect(text).toContain('search user-1.internal\nnameserver 198.18.64.1\n');
    expect(text).toContain('198.18.64.11 guest-1.user-1.internal guest-1\n');
    expect(text).toContain('inet 198.18.64.11/24');
    expect(text).toContain('reached\n');
    expect(text).toContain('done\n');
  });

  test('what is not there is told as by a shell', slow, async () => {
    await harness.driver.start(await planOf(1, application('', { entrypoint: ['/nothing'], command: [] })));
    expect(await ended(1)).toMatchObject({ state: 'prepared', exit: { status: 127 } });
    expect(await printed(1)).toContain('/nothing cannot be started: No such file or directory');
  });

  test('its stop signal reaches it', slow, async () => {
    const script = 'trap "echo asked; exit 4" QUIT; echo waits; while :; do sleep 1000 & wait; done';
    await harness.driver.start(await planOf(1, application(script, { stopSignal: 'SIGQUIT' })));
    await until('it waits', harness.limits.bootMs, async () => (await printed(1)).endsWith('waits\n'));
    await harness.driver.requestShutdown(1);
    expect(await ended(1)).toMatchObject({ state: 'prepared', exit: { status: 4 } });
    expect(await printed(1)).toContain('asked\n');
  });

  test('who asks before the guest can hear is heard', slow, async () => {
    const script = 'trap "exit 4" QUIT; while :; do sleep 1000 & wait; done';
    await harness.driver.start(await planOf(1, application(script, { stopSignal: 'SIGQUIT' })));
    await harness.driver.requestShutdown(1);
    // As early as this the shell may not have set its trap: then the signal itself ends it.
    expect([4, 128 + 3]).toContain((await ended(1))?.exit?.status);
  });

  test('a root with an init of its own is handed over to it, and hears its signal when it is asked', slow, async () => {
    await harness.driver.start(await harness.plan(2));
    await until('the guest answers', harness.limits.bootMs, () => harness.answers(2));
    await harness.driver.requestShutdown(2);
    expect(await ended(2)).toEqual({ instanceId: 2, state: 'prepared' });
  });

  test('a guest that reboots is the same guest, and starts again', slow, async () => {
    const script = 'test -e /once && exit 9; touch /once; sync; echo rebooting; reboot -f; sleep 1000';
    await harness.driver.start(await planOf(3, application(script)));
    expect(await ended(3)).toMatchObject({ state: 'prepared', exit: { status: 9 } });
  });
});

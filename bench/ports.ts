import type { HostNetwork, PortPlan } from '@skerry/driver-contract';
import { createBridgeNetwork } from '@skerry/driver-network-bridge';
import { createPacketRules } from '@skerry/driver-network-bridge/packet-rules';
import { configure, type GuestSpace, makeGuestSpace } from '@skerry/driver-network-bridge/testing/guest-space';
import { run } from '@skerry/host-os';
import { silentLog } from '@skerry/kit';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Bench, type Figure, figureOf, median } from './bench.ts';

const prefix = 'tbp';
/** Addresses of RFC 2544. */
const network: HostNetwork = { networkId: 1, name: 'bench', cidr: '198.18.70.0/24', gateway: '198.18.70.1', nat: true };
const port = (last: number): PortPlan => ({
  instanceId: last,
  index: 0,
  networkId: 1,
  mac: `02:00:00:00:01:${last}`,
  address: `198.18.70.${last}`,
});

const bench: Bench = {
  about:
    'what the rules of ports cost two containers on one network; `--pairs N` (60), `--milliseconds N` (500) for each',
  async run({ say, args }) {
    const { values } = parseArgs({
      args: [...args],
      options: { pairs: { type: 'string', default: '60' }, milliseconds: { type: 'string', default: '500' } },
      strict: false,
    });
    const dataDirectory = await mkdtemp(join(tmpdir(), 'skerry-bench-'));
    await chmod(dataDirectory, 0o711);
    const driver = createBridgeNetwork({ dataDirectory, namePrefix: prefix }, { log: silentLog });
    const guests: GuestSpace[] = [];
    try {
      await driver.ensureNetwork(network);
      for (const plan of [port(20), port(21)]) {
        await driver.ensurePort(plan);
        const guest = await makeGuestSpace(driver, plan, prefix);
        guests.push(guest);
        await configure(guest, network.gateway);
      }
      const [sender, receiver] = guests as [GuestSpace, GuestSpace];
      const withRules = () => driver.ensureNetwork(network);
      const without = () => run('nft', ['delete', 'table', 'bridge', `skerry_${prefix}`], { okCodes: [0, 1] });
      const streams = await compare(sender, receiver, Number(values.pairs), Number(values.milliseconds), {
        hostInterface: driver.attachmentOf(receiver.port).hostInterface,
        withRules,
        without,
      });
      return [...streams, ...(await growing(say))];
    } finally {
      for (const guest of guests) await guest.remove();
      for (const { instanceId } of await driver.listPorts()) await driver.removePorts(instanceId);
      await driver.removeNetwork(network.networkId);
      await rm(dataDirectory, { recursive: true, force: true });
    }
  },
};
export default bench;

/**
 * One TCP connection for all, with and without rules in turn: two connections of the same length differ by a third here,
 * since where their programs and interrupts land is settled when they begin.
 */
async function compare(
  sender: GuestSpace,
  receiver: GuestSpace,
  pairs: number,
  milliseconds: number,
  rules: { hostInterface: string; withRules: () => Promise<unknown>; without: () => Promise<unknown> },
): Promise<Figure[]> {
  const filtered: number[] = [];
  const open: number[] = [];
  const ratios: number[] = [];
  const ended = await stream(sender, receiver);
  try {
    await rateAt(rules.hostInterface, 2000);
    for (let pair = 0; pair < pairs; pair++) {
      const measured = { filtered: 0, open: 0 };
      for (const kind of pair % 2 === 0 ? (['filtered', 'open'] as const) : (['open', 'filtered'] as const)) {
        await (kind === 'filtered' ? rules.withRules() : rules.without());
        measured[kind] = await rateAt(rules.hostInterface, milliseconds);
      }
      filtered.push(measured.filtered);
      open.push(measured.open);
      ratios.push(100 * (1 - measured.filtered / measured.open));
    }
  } finally {
    await ended();
    await rules.withRules();
  }
  return [
    figureOf(filtered, {
      name: 'stream between two containers',
      unit: 'MiB/s',
      control: { name: 'the same without rules of ports', value: median(open) },
    }),
    figureOf(ratios, { name: 'lost by the rules, median of pairs', unit: '%', goal: { atMost: 3 } }),
  ];
}

/** Begins a TCP connection that sends what it can; what comes back ends it. */
async function stream(sender: GuestSpace, receiver: GuestSpace): Promise<() => Promise<void>> {
  const inside = ({ space }: GuestSpace, core: string) => ['netns', 'exec', space, 'taskset', '-c', core, 'perl', '-e'];
  const programs = [
    run('ip', [...inside(receiver, '1'), receiving], { deadlineMs: 3_600_000 }),
    run('ip', [...inside(sender, '0'), sending, receiver.port.address], { deadlineMs: 3_600_000 }),
  ] as const;
  const whole = Promise.all(programs);
  whole.catch(() => undefined);
  return async () => {
    const { stdout } = await run('ip', ['netns', 'pids', receiver.space]);
    for (const pid of stdout.split('\n').filter(Boolean)) process.kill(Number(pid), 'SIGTERM');
    await whole;
  };
}

/** MiB a second that go out of this interface to its guest, as the kernel counts them. */
async function rateAt(hostInterface: string, milliseconds: number): Promise<number> {
  const bytes = async () => Number(await readFile(`/sys/class/net/${hostInterface}/statistics/tx_bytes`, 'utf8'));
  const before = await bytes();
  const began = performance.now();
  await setTimeout(milliseconds);
  const sent = (await bytes()) - before;
  if (sent === 0) throw new Error('the stream between the two containers stands still');
  return (sent / 2 ** 20 / (performance.now() - began)) * 1000;
}

/** A port more, with this many there: the rules must not be read through for it. */
async function growing(say: (line: string) => void): Promise<Figure[]> {
  const namePrefix = 'tbq';
  const rules = createPacketRules({ namePrefix, refused: async () => [], log: silentLog });
  const pin = (i: number) => ({
    interfaceName: `${namePrefix}t${i}-0`,
    mac: `02:00:00:00:${(i >> 8).toString(16).padStart(2, '0')}:${(i & 255).toString(16).padStart(2, '0')}`,
    address: `198.18.${i >> 8}.${i & 255}`,
  });
  const timed = async (ports: number) => {
    await rules.keep(
      [],
      Array.from({ length: ports }, (_, i) => pin(i + 1)),
    );
    const samples: number[] = [];
    for (let i = 0; i < 20; i++) {
      const began = performance.now();
      await rules.exchange([], [pin(5000 + i)]);
      samples.push(performance.now() - began);
    }
    say(`a port beside ${ports}: ${median(samples).toFixed(1)} ms`);
    return samples;
  };
  try {
    const few = await timed(10);
    const many = await timed(1000);
    return [
      figureOf(many, {
        name: 'a port more, beside 1,000',
        unit: 'ms',
        control: { name: 'beside 10', value: median(few) },
      }),
    ];
  } finally {
    await rules.remove();
  }
}

const receiving = `
use strict; use Socket; $SIG{TERM} = sub { exit 0 };
socket(my $l, PF_INET, SOCK_STREAM, 0) or die $!;
setsockopt($l, SOL_SOCKET, SO_REUSEADDR, 1) or die $!;
bind($l, sockaddr_in(5001, INADDR_ANY)) && listen($l, 1) or die $!;
accept(my $c, $l) or die $!;
1 while sysread($c, my $part, 262144);
`;

const sending = `
use strict; use Socket; $SIG{PIPE} = 'IGNORE';
my $end = time + 20;
my $s;
while () {
  socket($s, PF_INET, SOCK_STREAM, 0) or die $!;
  last if connect($s, sockaddr_in(5001, inet_aton($ARGV[0])));
  die "nobody listens" if time > $end;
  select(undef, undef, undef, 0.02);
}
my $part = 'x' x 262144;
1 while syswrite($s, $part);
`;

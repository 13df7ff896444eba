import type { NetworkDriver, PortPlan } from '@skerry/driver-contract';
import type { Frame } from '@skerry/driver-contract/frame';
import { run } from '@skerry/host-os';
import { encodeFrame } from './encode-frame.ts';

/** A guest without a machine: a network name space whose only interface is the port's, with root inside. */
export interface GuestSpace {
  readonly space: string;
  readonly port: PortPlan;
  /** Runs a program inside. */
  run(
    args: readonly string[],
    okCodes?: readonly number[],
    input?: string,
  ): Promise<{ readonly stdout: string; readonly code: number }>;
  remove(): Promise<void>;
}

/** Of the network, on this host. */
export const bridgeOf = (driver: NetworkDriver, networkId = 1): string =>
  driver.attachmentOf({ instanceId: 0, index: 0, networkId }).bridge;

export async function makeGuestSpace(driver: NetworkDriver, port: PortPlan, prefix: string): Promise<GuestSpace> {
  const { bridge, hostInterface: outer } = driver.attachmentOf(port);
  const space = `${prefix}-${outer}`;
  await run('ip', ['netns', 'add', space]);
  const guest: GuestSpace = {
    space,
    port,
    run: (args, okCodes = [0], input = '') => run('ip', ['netns', 'exec', space, ...args], { okCodes, input }),
    async remove() {
      // The pair first: with its name space it would go too, but some time later, and the next guest has the same name.
      await run('ip', ['link', 'delete', outer], { okCodes: [0, 1] });
      await run('ip', ['netns', 'delete', space], { okCodes: [0, 1] });
    },
  };
  try {
    const peer = ['type', 'veth', 'peer', 'name', 'eth0', 'address', port.mac, 'netns', space];
    await run('ip', ['link', 'add', 'name', outer, ...peer]);
    await run('ip', ['link', 'set', outer, 'master', bridge, 'up']);
    for (const name of ['lo', 'eth0']) await run('ip', ['-n', space, 'link', 'set', name, 'up']);
    return guest;
  } catch (error) {
    await guest.remove();
    throw error;
  }
}

/** With the address and gateway of its plan, as its context tells it. */
export async function configure({ space, port }: GuestSpace, gateway: string): Promise<void> {
  await run('ip', ['-n', space, 'address', 'add', `${port.address}/24`, 'dev', 'eth0']);
  await run('ip', ['-n', space, 'route', 'add', 'default', 'via', gateway]);
}

/** Sends frames as they are. */
export async function sendFrames(from: GuestSpace, frames: readonly Buffer[]): Promise<void> {
  const input = [...frames, Buffer.alloc(0)].map((bytes) => bytes.toString('hex')).join('\n');
  await from.run(['perl', '-e', sending, 'eth0'], [0], input);
}

/**
 * Sends frames as they are and answers which of them were seen in another name space. The host itself sends a last one
 * over the bridge: when that has come, all others have come or never will, for one processor takes them in their order.
 * A pause between them makes them last as long as something else does.
 */
export async function passing(
  bridge: string,
  from: GuestSpace,
  to: GuestSpace,
  frames: readonly Frame[],
  pauseMs = 0,
): Promise<boolean[]> {
  const marked = frames.map((frame, i) => encodeFrame(from.port, frame, `SKERRY${String(i).padStart(4, '0')}.`));
  const end = encodeFrame(from.port, { kind: 'other', etherType: 0x88b5 }, 'SKERRYLAST.');
  const input = [...marked, end].map((bytes) => bytes.toString('hex')).join('\n');
  const setns = process.arch === 'arm64' ? '268' : '308';
  const args = [
    '0',
    'perl',
    '-e',
    script,
    setns,
    `/run/netns/${from.space}`,
    `/run/netns/${to.space}`,
    bridge,
    String(pauseMs / 1000),
  ];
  const { stdout } = await run('taskset', ['--cpu-list', ...args], { input });
  const seen = new Set(stdout.split('\n'));
  return frames.map((_, i) => seen.has(String(i).padStart(4, '0')));
}

/** packet(7); 17 is AF_PACKET, 0x8933 asks for the number of an interface. */
const rawSocket = `
use strict;
sub raw {
  my ($name) = @_;
  socket(my $socket, 17, 3, unpack('S', pack('n', 3))) or die "socket: $!";
  my $request = pack('a16 x24', $name);
  ioctl($socket, 0x8933, $request) or die "$name: $!";
  bind($socket, pack('S n i S C C a8', 17, 3, unpack('x16 i', $request), 0, 0, 0, '')) or die "bind: $!";
  return $socket;
}
`;

const sending = `${rawSocket}
my $guest = raw($ARGV[0]);
for (<STDIN>) { chomp; next if $_ eq ''; send($guest, pack('H*', $_), 0) or die "send: $!" }
`;

/** setns(2). */
const script = `${rawSocket}
my ($setns, $from, $to, $bridge, $pause) = @ARGV;
sub enter {
  open my $space, '<', $_[0] or die "$_[0]: $!";
  syscall($setns + 0, fileno($space), 0x40000000) == 0 or die "setns: $!";
}
my $host = raw($bridge);
enter($to);
my $watch = raw('eth0');
enter($from);
my $guest = raw('eth0');
my @frames = map { chomp; pack('H*', $_) } <STDIN>;
my $last = pop @frames;
sub seen {
  my ($frame) = @_;
  print "$1\\n" if $frame =~ /SKERRY(\\d{4})\\./;
  return index($frame, 'SKERRYLAST.') >= 0;
}
for (@frames) {
  send($guest, $_, 0) or die "send: $!";
  # 0x40 is MSG_DONTWAIT.
  while (defined recv($watch, my $frame, 65536, 0x40)) { seen($frame) }
  select(undef, undef, undef, $pause) if $pause > 0;
}
send($host, $last, 0) or die "send: $!";
$SIG{ALRM} = sub { die "the last frame did not come\\n" };
alarm 20;
while (defined recv($watch, my $frame, 65536, 0)) { last if seen($frame) }
`;

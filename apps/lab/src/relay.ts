/**
 * A cable with a delay and with losses, for kernels without netem: both ends are tap interfaces of one small process,
 * which carries the packets from one to the other, late, or not at all. It works on packets, so that TCP really sees the
 * latency and really sends again what was lost.
 */
import { findProcesses, type Machine, startDetached, stopProcess } from '@skerry/host-os';
import type { Shape } from './lab-state.ts';
import type { Plug } from './topology.ts';
import { labError } from './lab-error.ts';
import { runIn } from './machines.ts';

interface RelayContext {
  readonly marker: readonly string[];
  readonly logFile: string;
}

/** Perl, because it can call ioctl(2) and setns(2), and is on every Debian. Numbers: if_tun.h, and setns of both machines. */
const script = `
use strict; use Fcntl; use POSIX (); use Time::HiRes qw(time);
my ($delay, $loss, $near, $nearName, $far, $farName) = @ARGV;
my %setns = ('x86_64' => 308, 'aarch64' => 268);
my $setns = $setns{(POSIX::uname())[4]} // die "unknown processor\\n";
sub tap {
  my ($pid, $name) = @_;
  open(my $space, '<', "/proc/$pid/ns/net") or die "network of $pid: $!\\n";
  syscall($setns, fileno($space), 0x40000000) == 0 or die "setns: $!\\n";
  sysopen(my $tap, '/dev/net/tun', O_RDWR | O_NONBLOCK) or die "/dev/net/tun: $!\\n";
  ioctl($tap, 0x400454ca, pack('Z16 s x22', $name, 0x1002)) or die "tap $name: $!\\n";
  return $tap;
}
my @taps = (tap($near, $nearName), tap($far, $farName));
my @queues = ([], []);
# Packets that wait; more than this and the oldest cable of the world would be full too.
my $most = 20000;
while (1) {
  my $now = time;
  my $wait = 60;
  for my $side (0, 1) {
    my $queue = $queues[$side];
    while (@$queue && $queue->[0][0] <= $now) {
      my $packet = shift @$queue;
      defined syswrite($taps[1 - $side], $packet->[1]) or $!{EAGAIN} or $!{EIO} or $!{EINVAL} or exit 0;
    }
    $wait = $queue->[0][0] - $now if @$queue && $queue->[0][0] - $now < $wait;
  }
  my $ready = '';
  vec($ready, fileno($_), 1) = 1 for @taps;
  select($ready, undef, undef, $wait < 0 ? 0 : $wait);
  for my $side (0, 1) {
    next unless vec($ready, fileno($taps[$side]), 1);
    for (1 .. 64) {
      my $got = sysread($taps[$side], my $packet, 65536);
      if (!defined $got) { last if $!{EAGAIN} || $!{EINTR} || $!{EIO}; exit 0 }
      next if rand() < $loss || @{$queues[$side]} >= $most;
      push @{$queues[$side]}, [time + $delay / 1000, $packet];
    }
  }
}`;

const words = (lab: RelayContext, plug: Plug): string[] => [...lab.marker, `relay-${plug.port}`];

export async function relayRuns(lab: RelayContext, plug: Plug): Promise<boolean> {
  return (await findProcesses(words(lab, plug))).length > 0;
}

export async function endRelay(lab: RelayContext, plug: Plug): Promise<void> {
  for (const { pid, startTime } of await findProcesses(words(lab, plug))) {
    await stopProcess(pid, { graceMs: 0, startTime });
  }
}

/** Milliseconds until both ends are there: it takes two system calls. */
const readyMs = 10_000;

export async function plugRelay(
  hub: Machine,
  machine: Machine,
  plug: Plug,
  shape: Shape,
  lab: RelayContext,
): Promise<void> {
  await endRelay(lab, plug);
  const ends = [String(hub.pid), plug.port, String(machine.pid), plug.interface];
  const numbers = [String(shape.delayMs ?? 0), String(shape.loss ?? 0)];
  await startDetached('perl', ['-e', script, '--', ...numbers, ...ends, ...words(lab, plug)], {
    logFile: lab.logFile,
    cwd: '/',
  });
  const end = performance.now() + readyMs;
  while (!(await runIn(machine, 'ls', '/sys/class/net')).split('\n').includes(plug.interface)) {
    if (performance.now() > end || !(await relayRuns(lab, plug))) {
      throw labError(
        'lab-service-ended',
        `The relay of ${plug.port} did not start.`,
        `Look into ${lab.logFile}; it needs /dev/net/tun.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

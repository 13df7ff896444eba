import {
  areConnected,
  type Exit,
  hasBeenStarted,
  arePortsGone,
  type Decision,
  decide,
  decideDisc,
  decideDisk,
  decidePorts,
  type DiscSeen,
  type DiscWish,
  type DiskSeen,
  type DiskWish,
  type GuestFindings,
  type GuestState,
  type HostIntent,
  type HostStep,
  isDiscReady,
  isUsable,
  type PortsFound,
  type PortsSeen,
  type PortWish,
  startsAsked,
  wishesOf,
} from '@skerry/domain';

/** What one host holds for one instance. Immutable, so that tests may branch from any point. */
export interface SimulatedHost {
  readonly guest: Exclude<GuestState, 'stopping'>;
  readonly images: boolean;
  /** Digests of the discs whose images are here. */
  readonly discs: readonly string[];
  /** Of a guest that is on: its drive, with the digest of what is in it. */
  readonly drive: { readonly disc: string | undefined } | undefined;
  readonly disks: boolean;
  readonly context: boolean;
  readonly ports: PortsFound;
  readonly directory: boolean;
  readonly reboots: number;
  /** Of an application: what its agent has written down of starts, and how it ended. */
  readonly startedFor: number | undefined;
  readonly restarts: number;
  readonly exit: Exit | undefined;
  readonly endedForMs: number;
  /** Milliseconds since the guest was asked to shut down; undefined when it was not, or the agent forgot. */
  readonly askedForMs: number | undefined;
  /** The same since it was asked last. */
  readonly lastAskedMs: number | undefined;
  /** Milliseconds until the guest can hear a request: it boots. One made before is lost. */
  readonly deafForMs: number;
  readonly heard: boolean;
  /** How long it is deaf after each start. */
  readonly bootMs: number;
  /** Whether the guest shuts down when it hears that it should. */
  readonly obeys: boolean;
  /** Whether the runtime forgets a guest that is off. */
  readonly forgetful: boolean;
}

export const emptyHost: SimulatedHost = {
  guest: 'none',
  images: false,
  discs: [],
  drive: undefined,
  disks: false,
  context: false,
  ports: 'none',
  directory: false,
  reboots: 0,
  startedFor: undefined,
  restarts: 0,
  exit: undefined,
  endedForMs: 0,
  askedForMs: undefined,
  lastAskedMs: undefined,
  deafForMs: 0,
  heard: false,
  bootMs: 0,
  obeys: true,
  forgetful: false,
};

const anyPort = (host: SimulatedHost) => host.ports !== 'none';

export function guestFound(host: SimulatedHost, intent?: HostIntent): GuestFindings {
  const { guest, reboots, context, directory } = host;
  if (guest === 'none' || guest === 'prepared') {
    const { exit, startedFor, endedForMs: forMs, restarts } = host;
    const ended = intent?.application && startedFor !== undefined && hasBeenStarted(intent, { startedFor });
    return {
      guest,
      reboots,
      files: context ? 'current' : directory ? 'stale' : 'none',
      ...(ended ? { ended: { exit, forMs, restarts } } : {}),
    };
  }
  const asked = host.askedForMs !== undefined && guest !== 'crashed';
  return {
    guest: asked && guest === 'running' ? 'stopping' : guest,
    reboots,
    ...(asked ? { shuttingDownForMs: host.askedForMs, lastAskedMs: host.lastAskedMs } : {}),
  };
}

export function diskSeen(host: SimulatedHost, wish: DiskWish): DiskSeen {
  const file = host.disks ? 'whole' : 'none';
  if (wish === 'usable') return { wish, imagePresent: host.images, file };
  return wish === 'absent' ? { wish, file } : { wish };
}

export function portsSeen(host: SimulatedHost, wish: PortWish): PortsSeen {
  if (wish === 'connected') return { wish, current: host.ports === 'current' };
  if (wish === 'followed') return { wish, found: host.ports };
  return wish === 'absent' ? { wish, any: anyPort(host) } : { wish };
}

export function discSeen(host: SimulatedHost, { cdrom }: HostIntent, wish: DiscWish): DiscSeen {
  const wanted = cdrom?.imageDigest;
  const here = wanted === undefined || host.discs.includes(wanted);
  if (wish === 'ready') return { wish, here };
  if (wish === 'left') return { wish };
  return { wish, here, drive: !host.drive ? 'no-drive' : host.drive.disc === wanted ? 'as-wanted' : 'other' };
}

/** What guest and parts do next, side by side, and what the guest waits for. */
export interface Turn {
  readonly steps: readonly HostStep[];
  readonly guest: Decision;
}

export function turnOf(intent: HostIntent, host: SimulatedHost): Turn {
  const found = guestFound(host, intent);
  const ports = portsSeen(host, wishesOf(intent.power, found.guest, false).ports);
  const disk = diskSeen(host, wishesOf(intent.power, found.guest, arePortsGone(ports)).disks);
  const disc = discSeen(host, intent, wishesOf(intent.power, found.guest, false).disc);
  const guest = decide(intent, found, { usable: isUsable(disk) && isDiscReady(disc), connected: areConnected(ports) });
  const own = guest.do === 'nothing' || guest.do === 'wait' || guest.do === 'wait-for-parts' ? undefined : guest.do;
  return {
    steps: [decideDisk(disk), decideDisc(disc), decidePorts(ports), own].filter((step) => step !== undefined),
    guest,
  };
}

const unasked = { askedForMs: undefined, lastAskedMs: undefined, heard: false } as const;

export const off = (host: SimulatedHost): SimulatedHost => ({
  ...host,
  guest: host.forgetful ? 'none' : 'prepared',
  drive: undefined,
  ...unasked,
});

export const isOff = (host: SimulatedHost) => host.guest === 'none' || host.guest === 'prepared';

function must(holds: boolean, why: string): void {
  if (!holds) throw new Error(`a step was ordered too early: ${why}`);
}

/** The step, done. Throws where a driver's contract forbids to order it: that is a fault of `decide`. */
export function perform(host: SimulatedHost, intent: HostIntent, step: HostStep): SimulatedHost {
  switch (step) {
    case 'fetch-image':
      return { ...host, images: true, discs: [...host.discs, ...(intent.cdrom ? [intent.cdrom.imageDigest] : [])] };
    case 'change-disc':
      must(host.drive !== undefined, 'a disc needs a drive');
      must(isDiscReady(discSeen(host, intent, 'ready')), 'a disc needs its image');
      return { ...host, drive: { disc: intent.cdrom?.imageDigest } };
    case 'create-disk':
      must(host.images, 'a disk needs its image');
      must(isOff(host), 'disks are made while the guest is off');
      return { ...host, disks: true };
    case 'write-context':
      return { ...host, context: true, directory: true };
    case 'connect-network':
      return { ...host, ports: 'current' };
    case 'start-guest':
      must(host.disks && host.context && host.ports === 'current', 'a guest needs disks, context and network');
      must(isOff(host), 'a guest is started once');
      must(isDiscReady(discSeen(host, intent, 'ready')), 'a guest may boot from its disc');
      return {
        ...host,
        drive: intent.machine?.cdromDrive === true ? { disc: intent.cdrom?.imageDigest } : undefined,
        guest: 'running',
        reboots: intent.reboots,
        startedFor: startsAsked(intent),
        restarts: 'ended' in guestFound(host, intent) ? host.restarts + 1 : 0,
        exit: undefined,
        endedForMs: 0,
        directory: true,
        ...unasked,
        deafForMs: host.bootMs,
      };
    case 'pause-guest':
      must(host.guest === 'running', 'only a running guest is paused');
      return { ...host, guest: 'paused' };
    case 'resume-guest':
      must(host.guest === 'paused', 'only a paused guest is resumed');
      return { ...host, guest: 'running' };
    case 'shut-down-guest':
      must(host.guest === 'running', 'only a running guest hears a request');
      return { ...host, askedForMs: host.askedForMs ?? 0, lastAskedMs: 0, heard: host.heard || host.deafForMs <= 0 };
    case 'force-off-guest': {
      const asked = host.askedForMs ?? -1;
      const graceOver = intent.graceSeconds === 0 || asked >= intent.graceSeconds * 1000;
      must(host.guest === 'crashed' || graceOver, 'a live guest has its grace');
      return off(host);
    }
    case 'remove-guest':
      must(isOff(host), 'a guest that is on is not removed');
      return { ...host, guest: 'none' };
    case 'disconnect-network':
      must(host.guest === 'none', 'a guest keeps its network');
      return { ...host, ports: 'none' };
    case 'remove-disk':
      must(host.guest === 'none', 'a guest keeps its disks');
      must(host.ports === 'none', 'ports go before disks');
      return { ...host, disks: false };
    case 'remove-directory':
      must(host.guest === 'none', 'a guest keeps its directory');
      return { ...host, context: false, directory: false };
  }
}

/** Time passes; a guest that has heard that it should shuts down. */
export function wait(host: SimulatedHost, ms: number): SimulatedHost {
  if (isOff(host)) return { ...host, endedForMs: host.endedForMs + ms };
  if (host.askedForMs === undefined) return host;
  if (host.obeys && host.heard && host.guest === 'running') return off(host);
  const { askedForMs, lastAskedMs = askedForMs, deafForMs } = host;
  return { ...host, askedForMs: askedForMs + ms, lastAskedMs: lastAskedMs + ms, deafForMs: deafForMs - ms };
}

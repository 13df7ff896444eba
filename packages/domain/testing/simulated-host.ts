import type { GuestState, HostFindings, InstanceIntent, StepName } from '@skerry/domain';

/** What one host holds for one instance. Immutable, so that tests may branch from any point. */
export interface SimulatedHost {
  readonly guest: Exclude<GuestState, 'stopping'>;
  readonly images: boolean;
  readonly disks: boolean;
  readonly context: boolean;
  readonly network: boolean;
  readonly directory: boolean;
  readonly reboots: number;
  /** Milliseconds since the guest was asked to shut down; undefined when it was not, or the agent forgot. */
  readonly askedForMs: number | undefined;
  /** Whether the guest shuts down when asked. */
  readonly obeys: boolean;
  /** Whether the runtime forgets a guest that is off. */
  readonly forgetful: boolean;
}

export const emptyHost: SimulatedHost = {
  guest: 'none',
  images: false,
  disks: false,
  context: false,
  network: false,
  directory: false,
  reboots: 0,
  askedForMs: undefined,
  obeys: true,
  forgetful: false,
};

export function findings(host: SimulatedHost): HostFindings {
  const asked = host.askedForMs !== undefined && (host.guest === 'running' || host.guest === 'paused');
  return {
    guest: asked && host.guest === 'running' ? 'stopping' : host.guest,
    imagesPresent: host.images,
    disksPresent: host.disks,
    contextCurrent: host.context,
    networkConnected: host.network,
    anythingLeft: host.disks || host.directory || host.context,
    reboots: host.reboots,
    ...(asked ? { shuttingDownForMs: host.askedForMs } : {}),
  };
}

export const off = (host: SimulatedHost): SimulatedHost => ({
  ...host,
  guest: host.forgetful ? 'none' : 'prepared',
  askedForMs: undefined,
});

export const isOff = (host: SimulatedHost) => host.guest === 'none' || host.guest === 'prepared';

function must(holds: boolean, why: string): void {
  if (!holds) throw new Error(`a step was ordered too early: ${why}`);
}

/** The step, done. Throws where a driver's contract forbids to order it: that is a fault of `decide`. */
export function perform(host: SimulatedHost, intent: InstanceIntent, step: StepName): SimulatedHost {
  switch (step) {
    case 'fetch-image':
      return { ...host, images: true };
    case 'create-disk':
      must(host.images, 'a disk needs its image');
      must(isOff(host), 'disks are made while the guest is off');
      return { ...host, disks: true };
    case 'write-context':
      return { ...host, context: true, directory: true };
    case 'connect-network':
      return { ...host, network: true };
    case 'start-guest':
      must(host.disks && host.context && host.network, 'a guest needs disks, context and network');
      must(isOff(host), 'a guest is started once');
      return { ...host, guest: 'running', reboots: intent.reboots, directory: true, askedForMs: undefined };
    case 'pause-guest':
      must(host.guest === 'running', 'only a running guest is paused');
      return { ...host, guest: 'paused' };
    case 'resume-guest':
      must(host.guest === 'paused', 'only a paused guest is resumed');
      return { ...host, guest: 'running' };
    case 'shut-down-guest':
      must(host.guest === 'running', 'only a running guest hears a request');
      return { ...host, askedForMs: host.askedForMs ?? 0 };
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
      return { ...host, network: false };
    case 'remove-disk':
      must(host.guest === 'none', 'a guest keeps its disks');
      return { ...host, disks: false, context: false, directory: false };
  }
}

/** Time passes; a guest that was asked and can hear it shuts down. */
export function wait(host: SimulatedHost, ms: number): SimulatedHost {
  if (host.askedForMs === undefined) return host;
  if (host.obeys && host.guest === 'running') return off(host);
  return { ...host, askedForMs: host.askedForMs + ms };
}

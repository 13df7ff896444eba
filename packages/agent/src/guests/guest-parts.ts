/** The parts of one guest, each with its owner: its disks, and its ports as one. */
import {
  areConnected,
  arePortsGone,
  type DiskSeen,
  type DiskStep,
  type DiskWish,
  type GuestState,
  type HostIntent,
  isUsable,
  type PartsReady,
  type PartWishes,
  type PortsSeen,
  type PortStep,
  type PortWish,
  wishesOf,
} from '@skerry/domain';
import { diskPart } from '../disks/disk-part.ts';
import { portsPart } from '../ports/ports-part.ts';
import type { Work } from './attempts.ts';
import { PartActor } from './part-actor.ts';
import type { StepNotes } from './step-notes.ts';
import type { StepContext } from './steps.ts';

type DiskActor = PartActor<DiskWish, DiskSeen, DiskStep>;

/** What the parts were found to be, and what is wished of them. */
export interface PartsSeen {
  readonly wishes: PartWishes;
  readonly ports: PortsSeen;
  readonly disks: readonly { readonly actor: DiskActor; readonly seen: DiskSeen }[];
}

export class GuestParts {
  readonly #context: StepContext;
  readonly #ports: PartActor<PortWish, PortsSeen, PortStep>;
  readonly #disks = new Map<number, DiskActor>();

  constructor(context: StepContext) {
    this.#context = context;
    this.#ports = new PartActor(portsPart(context.drivers), 'ports');
  }

  async look(intent: HostIntent, guest: GuestState): Promise<PartsSeen> {
    const { power } = intent;
    // The disks wait for the ports only where both go.
    const ahead = wishesOf(power, guest, false);
    const looking = this.#ports.look(intent, ahead.ports);
    const portsGone = ahead.ports === 'absent' && arePortsGone(await looking);
    const wishes = wishesOf(power, guest, portsGone);
    const [ports, ...disks] = await Promise.all([
      looking,
      ...intent.disks.map(async ({ diskId }) => {
        const actor = this.#diskActor(diskId);
        return { actor, seen: await actor.look(intent, wishes.disks) };
      }),
    ]);
    return { wishes, ports, disks };
  }

  ready({ ports, disks }: PartsSeen): PartsReady {
    return { usable: disks.every(({ seen }) => isUsable(seen)), connected: areConnected(ports) };
  }

  /** What is not as wished, and which step of each comes next. */
  next({ ports, disks }: PartsSeen): Work[] {
    const works = [...disks.map(({ actor, seen }) => actor.next(seen)), this.#ports.next(ports)];
    return works.filter((work) => work !== undefined);
  }

  /** All of them at once; when it ends, none is at work any more. */
  async converge(intent: HostIntent, { wishes, ports, disks }: PartsSeen, notes: StepNotes): Promise<void> {
    const ends = await Promise.allSettled([
      ...disks.map(({ actor, seen }) => actor.converge(intent, wishes.disks, seen, notes)),
      this.#ports.converge(intent, wishes.ports, ports, notes),
    ]);
    const thrown = ends.find((end) => end.status === 'rejected');
    if (thrown) throw thrown.reason;
  }

  /** Another intent: what was seen says nothing any more. */
  forget(): void {
    for (const actor of [this.#ports, ...this.#disks.values()]) actor.forget();
  }

  #diskActor(diskId: number): DiskActor {
    const known = this.#disks.get(diskId);
    if (known) return known;
    const actor = new PartActor(diskPart(this.#context, diskId), `disk-${diskId}`);
    this.#disks.set(diskId, actor);
    return actor;
  }
}

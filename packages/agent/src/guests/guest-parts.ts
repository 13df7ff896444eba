/** The parts of one guest, each with its owner: its disks, its ports as one, and the disc in its drive. */
import {
  areConnected,
  arePortsGone,
  type DiscSeen,
  type DiscStep,
  type DiscWish,
  type DiskSeen,
  type DiskStep,
  type DiskWish,
  type GuestState,
  type HostIntent,
  isDiscReady,
  isUsable,
  type PartsReady,
  type PartWishes,
  type PortsSeen,
  type PortStep,
  type PortWish,
  wishesOf,
} from '@skerry/domain';
import { discPart } from '../discs/disc-part.ts';
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
  readonly disc: DiscSeen;
  readonly disks: readonly { readonly actor: DiskActor; readonly seen: DiskSeen }[];
}

export class GuestParts {
  readonly #context: StepContext;
  readonly #ports: PartActor<PortWish, PortsSeen, PortStep>;
  readonly #disc: PartActor<DiscWish, DiscSeen, DiscStep>;
  readonly #disks = new Map<number, DiskActor>();

  constructor(context: StepContext) {
    this.#context = context;
    this.#ports = new PartActor(portsPart(context.drivers), 'ports');
    this.#disc = new PartActor(discPart(context), 'disc');
  }

  async look(intent: HostIntent, guest: GuestState): Promise<PartsSeen> {
    const { power } = intent;
    // The disks wait for the ports only where both go.
    const ahead = wishesOf(power, guest, false);
    const looking = this.#ports.look(intent, ahead.ports);
    const portsGone = ahead.ports === 'absent' && arePortsGone(await looking);
    const wishes = wishesOf(power, guest, portsGone);
    const [ports, disc, ...disks] = await Promise.all([
      looking,
      this.#disc.look(intent, wishes.disc),
      ...intent.disks.map(async ({ diskId }) => {
        const actor = this.#diskActor(diskId);
        return { actor, seen: await actor.look(intent, wishes.disks) };
      }),
    ]);
    return { wishes, ports, disc, disks };
  }

  ready({ ports, disc, disks }: PartsSeen): PartsReady {
    return { usable: isDiscReady(disc) && disks.every(({ seen }) => isUsable(seen)), connected: areConnected(ports) };
  }

  /** What is not as wished, and which step of each comes next. */
  next({ ports, disc, disks }: PartsSeen): Work[] {
    const works = [...disks.map(({ actor, seen }) => actor.next(seen)), this.#disc.next(disc), this.#ports.next(ports)];
    return works.filter((work) => work !== undefined);
  }

  /** All of them at once; when it ends, none is at work any more. */
  async converge(intent: HostIntent, { wishes, ports, disc, disks }: PartsSeen, notes: StepNotes): Promise<void> {
    const ends = await Promise.allSettled([
      ...disks.map(({ actor, seen }) => actor.converge(intent, wishes.disks, seen, notes)),
      this.#disc.converge(intent, wishes.disc, disc, notes),
      this.#ports.converge(intent, wishes.ports, ports, notes),
    ]);
    const thrown = ends.find((end) => end.status === 'rejected');
    if (thrown) throw thrown.reason;
  }

  /** Another intent: what was seen says nothing any more. */
  forget(): void {
    for (const actor of [this.#ports, this.#disc, ...this.#disks.values()]) actor.forget();
  }

  #diskActor(diskId: number): DiskActor {
    const known = this.#disks.get(diskId);
    if (known) return known;
    const actor = new PartActor(diskPart(this.#context, diskId), `disk-${diskId}`);
    this.#disks.set(diskId, actor);
    return actor;
  }
}

/**
 * The one owner of one part of a guest on this host: a disk, its ports, or the disc in its drive. Told a wish it looks, asks the part's own
 * `decide`, does one step, and looks again until the part is as wished, beside the others. It remembers nothing but what
 * it saw last: if we die between two steps, the next life looks and goes on.
 * A guest must not do a step of its part itself, nor ask more of it than whether it is ready.
 */
import type { DiscStep, DiskStep, HostIntent, PortStep } from '@skerry/domain';
import type { Work } from './attempts.ts';
import type { StepNotes } from './step-notes.ts';

export interface Part<Wish, Seen, Step extends DiscStep | DiskStep | PortStep> {
  /** Reads all that decides about the wish, and no more: looking costs processes and files. */
  look(intent: HostIntent, wish: Wish): Promise<Seen>;
  decide(seen: Seen): Step | undefined;
  /** May be repeated, and may find its work done already. */
  perform(intent: HostIntent, step: Step, onProgress: (fraction: number) => void): Promise<void>;
}

export class PartActor<Wish, Seen, Step extends DiscStep | DiskStep | PortStep> {
  readonly #part: Part<Wish, Seen, Step>;
  readonly #name: string;
  #looked: { readonly wish: Wish; readonly seen: Seen } | undefined;

  /** `name`: one of a kind among the parts of a guest. */
  constructor(part: Part<Wish, Seen, Step>, name: string) {
    this.#part = part;
    this.#name = name;
  }

  /** What was seen at the end of `converge` is not looked at once more. */
  async look(intent: HostIntent, wish: Wish): Promise<Seen> {
    const looked = this.#looked;
    this.#looked = undefined;
    return looked?.wish === wish ? looked.seen : this.#part.look(intent, wish);
  }

  /** Another intent: what was seen says nothing any more. */
  forget(): void {
    this.#looked = undefined;
  }

  next(seen: Seen): (Work & { readonly step: Step }) | undefined {
    const step = this.#part.decide(seen);
    return step && { part: this.#name, step };
  }

  /** Goes on from what was seen until it is as wished, a step fails, or one waits to be tried again. */
  async converge(intent: HostIntent, wish: Wish, from: Seen, notes: StepNotes): Promise<void> {
    let seen = from;
    for (let work = this.next(seen); work && notes.isDue(work); work = this.next(seen)) {
      const { step } = work;
      const done = await notes.attempt(work, (onProgress) => this.#part.perform(intent, step, onProgress));
      if (!done) return;
      seen = await this.#part.look(intent, wish);
    }
    this.#looked = { wish, seen };
  }
}

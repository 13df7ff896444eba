import type { Mirror } from '@skerry/store';
import type { Following } from '../ports/following.ts';
import type { Model } from '../state/model.ts';
import type { SiteStore } from './site-store.ts';

/** The mirror is in the same process: later than this it has lost the store. */
const deadlineMs = 10_000;

/**
 * Keeps a model with the controller's mirror, from the first call of `begin` on: a console that nobody opens takes no
 * memory. The mirror mends itself when it loses the store, so the model cannot get lost.
 */
export class MirrorFollowing implements Following {
  readonly #mirror: Mirror;
  readonly #store: SiteStore;
  readonly #model: Model;
  #stop: (() => void) | undefined;

  constructor(mirror: Mirror, store: SiteStore, model: Model) {
    this.#mirror = mirror;
    this.#store = store;
    this.#model = model;
  }

  get begun(): boolean {
    return this.#stop !== undefined;
  }

  /** Nothing may come between the reading and the listening: both are done before anything else runs. */
  begin(): void {
    if (this.begun) return;
    const changes = this.#store.entries('/').map((entry) => ({ type: 'put', entry }) as const);
    this.#model.apply({ revision: this.#mirror.revision(), changes });
    this.#stop = this.#mirror.on((batch) => this.#model.apply(this.#store.translated(batch)));
  }

  reached(revision: number): Promise<void> {
    return this.#mirror.waitFor(revision, deadlineMs);
  }

  stop(): void {
    this.#stop?.();
  }
}

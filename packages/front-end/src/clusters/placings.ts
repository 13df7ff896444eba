import { put, type Write } from '@skerry/store';
import { keys } from '@skerry/api/state/keys';
import type { Placed, Provenance } from './provenance.ts';

/**
 * Instances whose identity one message changes: the changes see what those before them made of it, in whatever transaction
 * those went. Lives as long as the message.
 */
export class Placings {
  readonly #provenance: Provenance;
  readonly #placed = new Map<number, Placed>();
  readonly #unwritten = new Set<number>();

  constructor(provenance: Provenance) {
    this.#provenance = provenance;
  }

  of(instanceId: number): Placed | undefined {
    return this.#placed.get(instanceId) ?? this.#provenance.placed('instance', instanceId);
  }

  set(instanceId: number, placed: Placed): void {
    this.#placed.set(instanceId, placed);
    this.#unwritten.add(instanceId);
  }

  /** Those since it was asked last. */
  writes(): Write[] {
    const ids = [...this.#unwritten];
    this.#unwritten.clear();
    return ids.flatMap((id) => {
      const placed = this.#placed.get(id);
      return placed === undefined ? [] : [placing('instance', id, placed)];
    });
  }
}

export const placing = (kind: string, id: number, placed: Placed): Write => put(keys.placed(kind, id), placed);

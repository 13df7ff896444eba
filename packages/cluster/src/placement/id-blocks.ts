import { idsLease } from '@skerry/contract';
import { ask, type Session } from '@skerry/link';
import type { Store, Write } from '@skerry/store';
import { keys } from '../keys.ts';

/** Numbers asked for at once. Fewer: a cut-off cluster runs out sooner; more: wider gaps after a lost cluster. */
const blockSize = 1000;

interface Block {
  readonly next: number;
  readonly end: number;
}

/**
 * Numbers for what the cluster makes by itself (leases), taken from blocks that the front-end hands out. Asks for the
 * next block while the last one is still half full, so that a cut does not stop it at once.
 */
export class IdBlocks {
  private readonly store: Store;
  private readonly upward: Session;
  private readonly kind: string;
  private asking: Promise<void> | undefined;

  constructor(store: Store, upward: Session, kind: string) {
    this.store = store;
    this.upward = upward;
    this.kind = kind;
  }

  /** Whether the front-end can be asked now. */
  get canAsk(): boolean {
    return this.upward.state === 'connected';
  }

  /**
   * `count` numbers and the write that spends them, for the transaction that uses them; undefined when there are none
   * and the front-end cannot be asked now.
   */
  async take(count: number): Promise<{ readonly ids: readonly number[]; readonly write: Write } | undefined> {
    let block = await this.read('current');
    const spare = await this.read('spare');
    if (!spare) void this.refill();
    if (block.end - block.next < count) {
      if (!spare) {
        if (!this.canAsk) return undefined;
        await this.refill();
      }
      const fresh = await this.read('spare');
      if (!fresh) return undefined;
      block = fresh;
      await this.store.commit({ writes: [{ op: 'delete', key: `${keys.ids(this.kind)}/spare` }] });
    }
    const ids = Array.from({ length: count }, (_, i) => block.next + i);
    const write: Write = {
      op: 'put',
      key: `${keys.ids(this.kind)}/current`,
      value: { next: block.next + count, end: block.end },
    };
    return { ids, write };
  }

  /** Numbers that are there without asking anybody. */
  async left(): Promise<number> {
    const [current, spare] = [await this.read('current'), await this.read('spare')];
    return current.end - current.next + (spare === undefined ? 0 : spare.end - spare.next);
  }

  /** A spare block for later, if the front-end can be asked. */
  async keepSpare(): Promise<void> {
    if (this.canAsk && !(await this.read('spare'))) await this.refill();
  }

  private read(which: 'current'): Promise<Block>;
  private read(which: 'spare'): Promise<Block | undefined>;
  private async read(which: 'current' | 'spare'): Promise<Block | undefined> {
    const block = (await this.store.get(`${keys.ids(this.kind)}/${which}`))?.value as Block | undefined;
    return block ?? (which === 'current' ? { next: 0, end: 0 } : undefined);
  }

  private refill(): Promise<void> {
    this.asking ??= this.ask().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async ask(): Promise<void> {
    try {
      const options = { deadlineMs: 10_000, whenCut: 'fail' } as const;
      const { first, count } = await ask(this.upward, idsLease, { kind: this.kind, count: blockSize }, options);
      await this.store.commit({
        writes: [{ op: 'put', key: `${keys.ids(this.kind)}/spare`, value: { next: first, end: first + count } }],
      });
    } catch {
      // The next caller asks again; until then the current block serves.
    }
  }
}

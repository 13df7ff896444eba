import { idsLease } from '@skerry/contract';
import { ask, type Session } from '@skerry/link';
import { type Condition, type Key, put, type Store, type Write } from '@skerry/store';
import type { NumberBlock } from '@skerry/store/layout/controller';
import { keys } from '../keys.ts';

/** Numbers asked for at once. Fewer: a cut-off cluster runs out sooner; more: wider gaps after a lost cluster. */
const blockSize = 1000;

interface Kept {
  readonly block: NumberBlock;
  /** Undefined: nothing lies there. */
  readonly modRevision: number | undefined;
}

export interface Taken {
  readonly ids: readonly number[];
  readonly writes: readonly Write[];
  readonly conditions: readonly Condition[];
}

const sizeOf = ({ next, end }: NumberBlock): number => end - next;
const numbersOf = ({ next }: NumberBlock, count: number): number[] => Array.from({ length: count }, (_, i) => next + i);

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
   * `count` numbers and what spends them, for the transaction that uses them: until it is committed nothing is spent.
   * Undefined when there are none and the front-end cannot be asked now.
   */
  async take(count: number): Promise<Taken | undefined> {
    const current = await this.read('current');
    const left = current.block.end - current.block.next;
    if (!(await this.read('spare'))) void this.tryRefill();
    if (left >= count) return { ids: numbersOf(current.block, count), ...this.spending(current, count) };
    if (!(await this.read('spare')) && this.canAsk) await this.tryRefill();
    const spare = await this.read('spare');
    if (!spare) return undefined;
    const { writes, conditions } = this.spending({ ...current, block: spare.block }, count - left);
    return {
      ids: [...numbersOf(current.block, left), ...numbersOf(spare.block, count - left)],
      writes: [...writes, { op: 'delete', key: this.key('spare') }],
      conditions: [...conditions, { key: this.key('spare'), is: 'unchanged-since', modRevision: spare.modRevision }],
    };
  }

  /** Numbers that are there without asking anybody. */
  async left(): Promise<number> {
    const [current, spare] = [await this.read('current'), await this.read('spare')];
    return sizeOf(current.block) + (spare === undefined ? 0 : sizeOf(spare.block));
  }

  /** A spare block for later, if the front-end can be asked. Throws when it could be and gave none: try it again. */
  async keepSpare(): Promise<void> {
    if (this.canAsk && !(await this.read('spare'))) await this.refill();
  }

  private key(which: 'current' | 'spare'): Key<NumberBlock> {
    return keys.ids(this.kind, which);
  }

  private read(which: 'current'): Promise<Kept>;
  private read(which: 'spare'): Promise<(Kept & { readonly modRevision: number }) | undefined>;
  private async read(which: 'current' | 'spare'): Promise<Kept | undefined> {
    const entry = await this.store.get(this.key(which));
    if (entry) return { block: entry.value, modRevision: entry.modRevision };
    return which === 'current' ? { block: { next: 0, end: 0 }, modRevision: undefined } : undefined;
  }

  /** The block goes on after `count`; nobody else may have taken of it meanwhile. */
  private spending({ block, modRevision }: Kept, count: number): Pick<Taken, 'writes' | 'conditions'> {
    const key = this.key('current');
    return {
      writes: [put(key, { next: block.next + count, end: block.end })],
      conditions: [modRevision === undefined ? { key, is: 'absent' } : { key, is: 'unchanged-since', modRevision }],
    };
  }

  /** The next who takes asks again; until then the current block serves. */
  private tryRefill(): Promise<void> {
    return this.refill().catch(() => {});
  }

  private refill(): Promise<void> {
    this.asking ??= this.ask().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async ask(): Promise<void> {
    const options = { deadlineMs: 10_000, whenCut: 'fail' } as const;
    const { first, count } = await ask(this.upward, idsLease, { kind: this.kind, count: blockSize }, options);
    await this.store.commit({ writes: [put(this.key('spare'), { next: first, end: first + count })] });
  }
}

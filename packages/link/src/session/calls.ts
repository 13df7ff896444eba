import { type Failure, type Json, SkerryError } from '@skerry/kit';
import { linkError, type LinkErrorCode } from '../errors.ts';

interface Call {
  readonly resolve: (body: Json) => void;
  readonly reject: (error: SkerryError) => void;
  readonly timer: NodeJS.Timeout;
}

/** Owns our requests that have no answer yet. Every one ends: by its answer, its deadline, a restart or the close. */
export class Calls {
  readonly #pending = new Map<number, Call>();
  #lastId = 0;

  get size(): number {
    return this.#pending.size;
  }

  nextId(): number {
    return ++this.#lastId;
  }

  /** Waits for the answer to request `id`. `expired` is called when the deadline comes first, and may add a sentence. */
  wait(id: number, deadlineMs: number, expired: () => string | undefined): Promise<Json> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(linkError('link-deadline', expired()));
      }, deadlineMs);
      this.#pending.set(id, { resolve, reject, timer });
    });
  }

  answer(id: number, body: Json): void {
    this.#end(id)?.resolve(body);
  }

  fail(id: number, failure: Failure): void {
    this.#end(id)?.reject(new SkerryError(failure));
  }

  failAll(code: LinkErrorCode): void {
    for (const id of this.#pending.keys()) this.#end(id)?.reject(linkError(code));
  }

  /** An answer to a call that has ended already finds nothing here, which is right: its asker was told. */
  #end(id: number): Call | undefined {
    const call = this.#pending.get(id);
    this.#pending.delete(id);
    clearTimeout(call?.timer);
    return call;
  }
}

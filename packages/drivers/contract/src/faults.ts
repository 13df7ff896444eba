import { SkerryError } from '@skerry/kit';

/** Faults of a fake driver, as settings. `Method` is a name of the driver's interface, `Code` one of its refusals. */
export interface Faults<Method extends string, Code extends string> {
  /** Every call takes at least this long, milliseconds; 0: none. */
  delayMs: number;
  /** The next call of the method fails so, once; several add up. */
  failNext(method: Method, code: Code): void;
  /** Calls of the method do not return until `heal`. */
  hang(method: Method): void;
  /** Lets hanging calls go on, and forgets all faults. */
  heal(): void;
  /** Called by the fake at the start of each method: waits, hangs or throws as set. */
  before(method: Method): Promise<void>;
}

export function createFaults<Method extends string, Code extends string>(delayMs = 0): Faults<Method, Code> {
  const failures = new Map<Method, Code[]>();
  const hanging = new Set<Method>();
  let release = Promise.withResolvers<void>();
  return {
    delayMs,
    failNext(method, code) {
      failures.set(method, [...(failures.get(method) ?? []), code]);
    },
    hang(method) {
      hanging.add(method);
    },
    heal() {
      this.delayMs = 0;
      failures.clear();
      hanging.clear();
      release.resolve();
      release = Promise.withResolvers<void>();
    },
    async before(method) {
      if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
      if (hanging.has(method)) await release.promise;
      const code = failures.get(method)?.shift();
      if (code === undefined) return;
      throw new SkerryError({
        code,
        kind: 'failed',
        message: `The fake driver was told to fail "${method}".`,
        hint: 'Heal its faults.',
      });
    },
  };
}

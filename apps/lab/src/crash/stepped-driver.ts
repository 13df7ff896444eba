import { SkerryError } from '@skerry/kit';
import type { Life } from './life.ts';

/** Methods that ask and change nothing. */
const reading = /^(probe|list|inspect|has|capacity|sample|problems|consoleLog)/;

/** Sub-objects with methods of the system. */
const abilities = /^(bulkSamples|filters|survey|watch)$/;

/**
 * A driver as one life sees it: each call of an asynchronous method is a step. A call may hang for ever: whoever calls
 * drivers must have deadlines of their own.
 */
export function steppedDriver<Driver extends object>(
  driver: Driver,
  port: string,
  code: string,
  /** Methods that answer at once, without asking the system. */
  synchronous: readonly string[],
  life: Life,
): Driver {
  return new Proxy(driver, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (abilities.test(String(property)) && typeof value === 'object' && value !== null) {
        return steppedDriver(value, port, code, synchronous, life);
      }
      if (typeof value !== 'function' || typeof property !== 'string') return value;
      const call = (value as (...args: unknown[]) => unknown).bind(target);
      if (synchronous.some((name) => name === property)) return call;
      return (...args: unknown[]) =>
        life.step({
          name: `${port}.${property}`,
          run: async () => call(...args),
          failure: () =>
            new SkerryError({ code, kind: 'failed', message: `The harness let "${property}" of the driver fail.` }),
          freeze: 'for-ever',
          reads: reading.test(property),
        });
    },
  });
}

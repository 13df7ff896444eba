import type { Cloud } from '../cloud.ts';
import { RequestError } from '../errors.ts';
import type { Caller } from '../requests/call.ts';
import { type LogInMethod, logInMethods, type Shown } from './log-in-methods.ts';

const methods: readonly LogInMethod[] = Object.values(logInMethods);

/** Who sends what shows this. Throws `unauthenticated` or `origin-refused`. */
export function authenticate(shown: Shown, cloud: Cloud): Caller {
  for (const method of methods) {
    const caller = method.proves === 'each request' ? method.prove(shown, cloud) : undefined;
    if (caller !== undefined) return caller;
  }
  throw new RequestError('unauthenticated', 'This needs a log-in.');
}

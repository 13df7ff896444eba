import { isIP } from 'node:net';
import { RequestError } from '../errors.ts';

/**
 * The names under which this API is reached. A page of another site can make its own name lead to our address (DNS
 * rebinding) and would then be our own page to the browser; but the browser still says its name in `Host`. Addresses are
 * let through: a page whose name is an address came from there.
 */
export class HostNames {
  readonly #names: ReadonlySet<string>;

  constructor(names: readonly string[]) {
    this.#names = new Set(names.map((name) => name.toLowerCase()));
  }

  /** Throws `host-refused` and `bad-http`. */
  check(host: string | undefined): void {
    // Only HTTP/1.0 may leave it out, and no browser speaks that.
    if (host === undefined) return;
    const name = nameIn(host);
    if (name === undefined) throw new RequestError('bad-http', 'The header Host names no host.');
    if (isIP(name) !== 0 || name === 'localhost' || this.#names.has(name)) return;
    throw new RequestError(
      'host-refused',
      `The API is not served under the name "${name}". If it should be, start the service with --api-name ${name}.`,
    );
  }
}

/** `name`, `name:80`, `[::1]:80`; a dot at the end names the same host. */
function nameIn(host: string): string | undefined {
  const [, six, name] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]@/\s]+))(?::\d{0,5})?$/.exec(host) ?? [];
  return (six ?? name)?.toLowerCase().replace(/\.$/, '');
}

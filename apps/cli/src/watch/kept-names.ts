import type { ObjectKind } from '@skerry/domain';
import type { Client } from '@skerry/sdk';
import { fetchNames, type Names } from '../objects/names.ts';

/** Names that are asked for once, and again only when a number turns up that none is known of. */
export class KeptNames {
  readonly #client: Client;
  #names: Promise<Names> | undefined;
  readonly #missed = new Set<string>();
  #mustAsk = false;

  constructor(client: Client) {
    this.#client = client;
  }

  async of(kinds: readonly ObjectKind[]): Promise<Names> {
    if (this.#mustAsk) this.#names = undefined;
    this.#mustAsk = false;
    this.#names ??= fetchNames(this.#client, kinds);
    const names = await this.#names;
    return {
      of: (kind, id) => {
        const name = names.of(kind, id);
        const key = `${kind}/${id}`;
        if (id !== undefined && name === `#${id}` && !this.#missed.has(key)) {
          this.#missed.add(key);
          this.#mustAsk = true;
        }
        return name;
      },
    };
  }
}

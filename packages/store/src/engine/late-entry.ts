import { parseFrozen } from '../frozen-json.ts';
import type { Entry } from '../port.ts';
import type { StoredEntry } from './backend.ts';

/** An entry whose value is parsed when somebody reads it, once for all who do: readers, watchers and mirrors share it. */
export class LateEntry {
  #read: { readonly stored: StoredEntry } | { readonly entry: Entry };
  /** Of its JSON. */
  readonly characters: number;

  constructor(stored: StoredEntry) {
    this.#read = { stored };
    this.characters = stored.text.length;
  }

  get entry(): Entry {
    if ('entry' in this.#read) return this.#read.entry;
    const { key, text, createRevision, modRevision } = this.#read.stored;
    const entry = Object.freeze({ key, value: parseFrozen(text, key), createRevision, modRevision });
    this.#read = { entry };
    return entry;
  }
}

/**
 * Seals the fields of a record's JSON that are not to lie in plain text on a disk, and opens them again. Pure but for
 * chance. Each value is bound to its key and field: moved elsewhere it does not open. Only texts are sealed; an empty
 * one says nothing and stays.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { storeError } from '../errors.ts';
import { sealedFields } from '../layout/sealed-fields.ts';
import type { StoreKey } from './key-file.ts';

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** Of a sealed value: our mark, the key's id, then initialisation vector, tag and text in base64. */
const form = /^sealed:1:([0-9a-f]{16}):([A-Za-z0-9+/]+=*)$/;
const mark = '"sealed:1:';

export class Sealing {
  readonly #keys: ReadonlyMap<string, StoreKey>;
  readonly #current: StoreKey;

  /** The first is sealed with; any opens what it sealed. */
  constructor(keys: readonly [StoreKey, ...StoreKey[]]) {
    [this.#current] = keys;
    this.#keys = new Map(keys.map((key) => [key.id, key]));
  }

  get current(): string {
    return this.#current.id;
  }

  seal(key: string, text: string): string {
    return withFields(key, text, (field, value) => this.#sealed(key, field, value));
  }

  /** @throws SkerryError `store-corrupt`: it was sealed for another place, or is damaged. */
  open(key: string, text: string): string {
    if (!text.includes(mark)) return text;
    return withFields(key, text, (field, value) => {
      if (!form.test(value)) return value;
      const opened = this.#opened(key, field, value);
      if (opened === undefined)
        throw storeError('store-corrupt', { context: { key, field, why: 'not sealed for it' } });
      return opened;
    });
  }

  /**
   * The same record sealed by the current key, from whatever it lies in now; the same text when it is so already. A value
   * that looks sealed and opens with no key of ours is a user's own text, or with `lost` what a lost key has sealed: that
   * becomes empty.
   */
  renewed(key: string, text: string, lost = false): string {
    return withFields(key, text, (field, value) => {
      const by = form.exec(value)?.[1];
      if (by === undefined) return this.#sealed(key, field, value);
      const opened = this.#opened(key, field, value);
      if (opened === undefined) return lost && !this.#keys.has(by) ? '' : this.#sealed(key, field, value);
      return by === this.current ? value : this.#sealed(key, field, opened);
    });
  }

  #sealed(key: string, field: string, text: string): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, this.#current.secret, iv).setAAD(placeOf(key, field));
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `sealed:1:${this.current}:${Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64')}`;
  }

  /** Undefined: not with any key of ours, and not for this place. */
  #opened(key: string, field: string, value: string): string | undefined {
    const [, id = '', body = ''] = form.exec(value) ?? [];
    const by = this.#keys.get(id);
    const bytes = Buffer.from(body, 'base64');
    if (by === undefined || bytes.length <= ivBytes + tagBytes) return undefined;
    const decipher = createDecipheriv(algorithm, by.secret, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
      .setAAD(placeOf(key, field))
      .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    try {
      return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      return undefined;
    }
  }
}

const placeOf = (key: string, field: string): Buffer => Buffer.from(`${key}\n${field}`, 'utf8');

const patterns = new Map<string, RegExp>();

/** A field of JSON that holds a text which is not empty. Within a text its quotes would be escaped. */
function patternOf(fields: readonly string[]): RegExp {
  const names = fields.join('|');
  let pattern = patterns.get(names);
  if (!pattern) patterns.set(names, (pattern = new RegExp(`"(${names})":("[^"\\\\]*(?:\\\\.[^"\\\\]*)*")`, 'g')));
  return pattern;
}

/** @throws SkerryError `store-corrupt`; the parser's own error would quote the text. */
function textOf(key: string, field: string, quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw storeError('store-corrupt', { context: { key, field, why: 'not JSON' } });
  }
}

function withFields(key: string, text: string, change: (field: string, value: string) => string): string {
  return text.replace(patternOf(sealedFields(key)), (all, field: string, quoted: string) => {
    if (quoted === '""') return all;
    const value = textOf(key, field, quoted);
    const changed = change(field, value);
    return changed === value ? all : `"${field}":${JSON.stringify(changed)}`;
  });
}

/**
 * The key of one store, in a file of its own apart from it (0600): whoever has only the store, or a backup of it, opens
 * nothing. One key a line, the newest first; older ones stay until all that they sealed was written anew. If we die while
 * it is written, the file is the old one.
 */
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { storeError } from '../errors.ts';
import { syncPath } from '../sqlite/create-database.ts';

export interface StoreKey {
  /** Told in what it sealed; says nothing of the key. */
  readonly id: string;
  readonly secret: Buffer;
}

export type StoreKeys = readonly [StoreKey, ...StoreKey[]];

const keyBytes = 32;

export const newStoreKey = (): StoreKey => storeKey(randomBytes(keyBytes));

const storeKey = (secret: Buffer): StoreKey => ({
  id: createHash('sha256').update('skerry store key').update(secret).digest('hex').slice(0, 16),
  secret,
});

/** Undefined: there is none. @throws SkerryError `store-key-missing`: it holds something else than keys. */
export function readKeyFile(path: string): StoreKeys | undefined {
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.trim());
  const secrets = lines.filter((line) => line !== '').map((line) => Buffer.from(line, 'base64'));
  const [first, ...older] = secrets.map(storeKey);
  if (first === undefined || secrets.some(({ length }) => length !== keyBytes)) {
    throw storeError('store-key-missing', { message: `The file ${path} holds no keys of a store.`, context: { path } });
  }
  return [first, ...older];
}

export function writeKeyFile(path: string, keys: StoreKeys): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.new`;
  const fd = openSync(draft, 'w', 0o600);
  try {
    writeSync(fd, keys.map(({ secret }) => `${secret.toString('base64')}\n`).join(''));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(draft, path);
  syncPath(dirname(path));
}

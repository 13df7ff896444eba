/**
 * What a quickstart remembers: `<state>/quickstart.json` (addresses, nothing secret) and `<state>/credentials.json`
 * (0600). Everything else is asked of the cloud itself, so that a second try goes on from what is really there.
 */
import { namePrefixOf } from '@skerry/kit/name-prefix';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateDirectory } from '../bootstrap/report.mjs';

export interface Credentials {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

export interface QuickstartState {
  readonly url: string;
  readonly apiPort: number;
  readonly clusterLinkPort: number;
  readonly hostLinkPort: number;
  /** Of the guests' network. */
  readonly cidr: string;
  readonly completed?: { readonly at: string; readonly text: string; readonly pages: readonly string[] };
}

export const namePrefix = namePrefixOf(stateDirectory);

export const paths = {
  state: stateDirectory,
  credentials: join(stateDirectory, 'credentials.json'),
  quickstart: join(stateDirectory, 'quickstart.json'),
  frontEnd: join(stateDirectory, 'front-end'),
  /** Data of the controller and the agent of this machine. */
  site: join(stateDirectory, 'site'),
  images: process.env['SKERRY_IMAGE_CACHE'] ?? join(stateDirectory, 'image-cache'),
  log: (name: string) => join(stateDirectory, 'log', `${name}.log`),
  pid: (name: string) => join(stateDirectory, 'run', `${name}.pid`),
} as const;

export function prepareState(): void {
  for (const directory of [
    paths.state,
    join(paths.state, 'log'),
    join(paths.state, 'run'),
    paths.frontEnd,
    paths.site,
  ]) {
    mkdirSync(directory, { recursive: true });
  }
  // QEMU's user must reach the disks below; what is secret has a mode of its own.
  chmodSync(paths.state, 0o711);
}

export function readState(): QuickstartState | undefined {
  return readJson(paths.quickstart) as QuickstartState | undefined;
}

export function writeState(state: QuickstartState): void {
  writeWhole(paths.quickstart, state, 0o644);
}

/** Made before the front-end starts for the first time, which takes the password over. */
export function credentials(url: string): Credentials {
  const known = readJson(paths.credentials) as Credentials | undefined;
  if (known?.url === url) return known;
  const made = { url, user: 'admin', password: known?.password ?? randomBytes(15).toString('base64url') };
  writeWhole(paths.credentials, made, 0o600);
  return made;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function writeWhole(path: string, value: unknown, mode: number): void {
  writeFileSync(`${path}.part`, `${JSON.stringify(value, null, 2)}\n`, { mode, flush: true });
  renameSync(`${path}.part`, path);
}

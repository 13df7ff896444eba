/**
 * What a quickstart remembers: `<state>/quickstart.json` (addresses, nothing secret) and `<state>/credentials.json`
 * (0600). Everything else is asked of the cloud itself, so that a second try goes on from what is really there.
 */
import { namePrefixOf } from '@skerry/kit/name-prefix';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { stateDirectory } from '../bootstrap/report.mjs';
import { readJson, writeWhole } from './state-file.ts';

export interface QuickstartState {
  readonly url: string;
  readonly apiPort: number;
  readonly clusterLinkPort: number;
  readonly hostLinkPort: number;
  /** Of the cluster's own console. */
  readonly sitePort: number;
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

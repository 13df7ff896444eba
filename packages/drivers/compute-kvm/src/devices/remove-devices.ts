import { rm } from 'node:fs/promises';
import type { GuestFiles } from '../guest-files.ts';
import { removeVariables } from './firmware.ts';
import { removeTpm } from './tpm.ts';

/** What the machine of a guest that goes for good kept beside it. */
export async function removeDevices(files: GuestFiles): Promise<void> {
  await removeVariables(files.variables);
  await removeTpm(files);
  await rm(files.drive, { force: true });
}

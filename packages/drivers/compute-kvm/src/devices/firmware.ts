/**
 * The firmware of a guest that asks for UEFI: which files it is, and the guest's own variables. These are made from the
 * package's at the first start, lie in the guest's directory, are its own user's, and go with it. They are the guest's: it
 * writes there what it boots and which keys it trusts, so nobody else may, and they are never made anew while they are there.
 */
import type { Machine } from '@skerry/domain';
import { type GuestPlan, missingDevice } from '@skerry/driver-contract';
import { access, chmod, chown, copyFile, rename, rm } from 'node:fs/promises';
import type { QemuIdentity } from '../qemu-identity.ts';
import { xml, type XmlElement } from '../xml.ts';

export interface FirmwareFiles {
  /** Read by all guests, written by none. */
  readonly code: string;
  /** What variables are at first. */
  readonly variables: string;
}

/** As the package `ovmf` of Debian 12 has them: of 4 MiB, to which its older ones of 2 MiB do not fit. */
const directory = '/usr/share/OVMF';
const plain: FirmwareFiles = { code: `${directory}/OVMF_CODE_4M.fd`, variables: `${directory}/OVMF_VARS_4M.fd` };
/** With the keys of Microsoft enrolled, and code that guards them with the mode of system management. */
const signed: FirmwareFiles = {
  code: `${directory}/OVMF_CODE_4M.secboot.fd`,
  variables: `${directory}/OVMF_VARS_4M.ms.fd`,
};

/** Undefined: the BIOS, which comes with QEMU. */
export function firmwareOf({ firmware, secureBoot }: Machine): FirmwareFiles | undefined {
  if (firmware === 'bios') return undefined;
  return secureBoot ? signed : plain;
}

export async function firmwareThere(): Promise<{ readonly uefi: boolean; readonly secureBoot: boolean }> {
  const [uefi, secureBoot] = await Promise.all([plain, signed].map(isThere));
  return { uefi: uefi === true, secureBoot: secureBoot === true };
}

const isThere = ({ code, variables }: FirmwareFiles): Promise<boolean> =>
  Promise.all([access(code), access(variables)]).then(
    () => true,
    () => false,
  );

/** The guest is off. @throws SkerryError `device-missing`. */
export async function ensureVariables(
  { instanceId }: Pick<GuestPlan, 'instanceId'>,
  files: FirmwareFiles,
  kept: string,
  owner: QemuIdentity,
): Promise<void> {
  if (!(await isThere(files))) throw missingDevice(instanceId, files === signed ? 'secure-boot' : 'uefi');
  const isKept = await access(kept).then(
    () => true,
    () => false,
  );
  if (!isKept) {
    const fresh = `${kept}.new`;
    await rm(fresh, { force: true });
    await copyFile(files.variables, fresh);
    await chmod(fresh, 0o600);
    await rename(fresh, kept);
  }
  await chown(kept, owner.uid, owner.gid);
}

export async function removeVariables(kept: string): Promise<void> {
  for (const path of [kept, `${kept}.new`]) await rm(path, { force: true });
}

/** Below `os`. */
export function firmwareElements(machine: Machine, kept: string): XmlElement[] {
  const files = firmwareOf(machine);
  if (files === undefined) return [];
  const secure = machine.secureBoot ? 'yes' : 'no';
  return [xml('loader', { readonly: 'yes', secure, type: 'pflash' }, files.code), xml('nvram', {}, kept)];
}

/** Below `features`: what guards the variables from the guest's own kernel. */
export const firmwareFeatures = ({ secureBoot }: Machine): XmlElement[] =>
  secureBoot ? [xml('smm', { state: 'on' })] : [];

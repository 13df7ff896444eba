import { machineOf } from '@skerry/domain';
import type { GuestPlan } from '@skerry/driver-contract';
import { writeFileAtomic } from '@skerry/host-os';
import { SkerryError } from '@skerry/kit';
import { chmod, chown, mkdir, open, rm } from 'node:fs/promises';
import { startFile } from '@skerry/guest-init';
import { cutConsoleLog } from './console-log.ts';
import { ensureContextIso } from './context-iso.ts';
import { ensureVariables, firmwareOf } from './devices/firmware.ts';
import { startTpm } from './devices/tpm.ts';
import { domainXml, type DomainOptions } from './domain-xml.ts';
import { guestFiles, longestSocketPath } from './guest-files.ts';
import { startOf } from './guest-start.ts';
import { forgetTold } from './guest-told.ts';

/** Makes all that the guest needs beside it, and returns the path of its definition. The guest is off. */
export async function prepareGuest(plan: GuestPlan, options: DomainOptions, definition = domainXml): Promise<string> {
  const files = guestFiles(plan.directory);
  const longest = Math.max(
    ...[files.serialSocket, files.displaySocket, files.tpmSocket].map((path) => Buffer.byteLength(path)),
  );
  if (longest > longestSocketPath) {
    throw new SkerryError({
      code: 'guest-start-failed',
      kind: 'refused',
      message: `The path of the guest's directory is ${longest - longestSocketPath} bytes too long for sockets in it.`,
      hint: 'Give the agent a data directory with a shorter path.',
    });
  }
  await chmod(plan.directory, 0o711);
  // Left-overs of a QEMU that was killed would only confuse who looks for a live one.
  await rm(files.run, { recursive: true, force: true });
  await mkdir(files.run, { mode: 0o700 });
  await chown(files.run, options.qemu.uid, options.qemu.gid);
  await cutConsoleLog(files);
  // libvirt opens it and hands it to QEMU; left to make it, some of its log keepers would let everybody read it.
  await (await open(files.consoleLog, 'a', 0o600)).close();
  for (const log of [files.consoleLog, files.olderConsoleLog]) await chmod(log, 0o600).catch(ignoreMissing);
  const start = options.kernel ? [{ name: 'start', content: startFile(startOf(plan)) }] : [];
  await ensureContextIso(plan.contextDirectory, files.contextIso, options.qemu, start);
  if (options.kernel) await forgetTold(files.told, options.qemu);
  const machine = plan.machine ?? machineOf();
  const firmware = options.kernel ? undefined : firmwareOf(machine);
  if (firmware !== undefined) await ensureVariables(plan, firmware, files.variables, options.qemu);
  if (machine.tpm) await startTpm(plan.instanceId, files, options.qemu);
  await writeFileAtomic(files.definition, definition(plan, options), { mode: 0o600 });
  return files.definition;
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

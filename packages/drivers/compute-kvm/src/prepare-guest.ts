import type { GuestPlan } from '@skerry/driver-contract';
import { writeFileAtomic } from '@skerry/host-os';
import { SkerryError } from '@skerry/kit';
import { chmod, chown, mkdir, rm } from 'node:fs/promises';
import { cutConsoleLog } from './console-log.ts';
import { ensureContextIso } from './context-iso.ts';
import { domainXml, type DomainOptions } from './domain-xml.ts';
import { guestFiles, longestSocketPath } from './guest-files.ts';
import { qemuUser } from './qemu-user.ts';

/** Writes all files that the guest needs, and returns the path of its definition. The guest is off. */
export async function prepareGuest(plan: GuestPlan, options: DomainOptions): Promise<string> {
  const files = guestFiles(plan.directory);
  const longest = Math.max(...[files.serialSocket, files.displaySocket].map((path) => Buffer.byteLength(path)));
  if (longest > longestSocketPath) {
    throw new SkerryError({
      code: 'guest-start-failed',
      kind: 'refused',
      message: `The path of the guest's directory is ${longest - longestSocketPath} bytes too long for sockets in it.`,
      hint: 'Give the agent a data directory with a shorter path.',
    });
  }
  // Left-overs of a QEMU that was killed would only confuse who looks for a live one.
  await rm(files.run, { recursive: true, force: true });
  await mkdir(files.run, { recursive: true });
  await chmod(files.run, 0o750);
  const user = await qemuUser();
  if (user) await chown(files.run, user.uid, user.gid);
  await cutConsoleLog(files);
  await ensureContextIso(plan.contextDirectory, files.contextIso);
  await writeFileAtomic(files.definition, domainXml(plan, options));
  return files.definition;
}

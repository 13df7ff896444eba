import { chmod, stat } from 'node:fs/promises';

/** Below it libvirt makes each guest a directory of its own, 0750, with the key that QEMU reads when it starts. */
const directory = '/var/lib/libvirt/qemu';

/**
 * Lets guests' users pass through, not look around. Debian makes it 0750 for its one user of QEMU; Fedora has it as we
 * need it. Asked before each start, because an upgrade of the package sets it back.
 */
export async function openLibvirtDirectory(path = directory): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    // The libvirtd that is asked has it in mounts of its own.
    return undefined;
  });
  if (found && (found.mode & 0o001) === 0) await chmod(path, (found.mode & 0o7777) | 0o001);
}

/** How far into the file system its superblock lies, and how much of it is looked at. */
export const superblock = { offset: 1024, length: 256 } as const;

const magic = 0xef53;
const valid = 1;
const needsRecovery = 4;

/**
 * Whether e2fsck would find nothing to do at the start of a container: unmounted cleanly, without errors, without
 * orphans, and no check is due. Pure; the same questions that `e2fsck -p` asks first. Source: the kernel's
 * Documentation/filesystems/ext4/super.rst.
 */
export function isClean(bytes: Buffer): boolean {
  if (bytes.length < superblock.length || bytes.readUInt16LE(0x38) !== magic) return false;
  const mounts = bytes.readUInt16LE(0x34);
  const mostMounts = bytes.readInt16LE(0x36);
  return (
    bytes.readUInt16LE(0x3a) === valid &&
    (bytes.readUInt32LE(0x60) & needsRecovery) === 0 &&
    // First inode of the list of files that were deleted while they were open.
    bytes.readUInt32LE(0xe8) === 0 &&
    (mostMounts <= 0 || mounts < mostMounts) &&
    // Seconds between checks.
    bytes.readUInt32LE(0x44) === 0
  );
}

/**
 * Debian's busybox is built without time limits in wget, but its table of options still takes `-T SECONDS` as a number to
 * be stored, and there is no place for it: it ends with a segmentation fault. Takes the "number" out of that table, so
 * that the option is read and does nothing, as `-t` does there. Pure; a binary without that table is given back as it is.
 */
export function mendedBusybox(binary: Buffer): Buffer {
  const at = binary.indexOf(broken);
  if (at < 0 || binary.includes(broken, at + 1)) return binary;
  const mended = Buffer.from(binary);
  sound.copy(mended, at);
  return mended;
}

const broken = Buffer.from('^cqSO:o:P:Y:U:T:+t:n::\0');
/** One letter shorter, so there is one zero more: the next text begins where it began. */
const sound = Buffer.from('^cqSO:o:P:Y:U:T:t:n::\0\0');

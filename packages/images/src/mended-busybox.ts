/**
 * Debian's busybox is built without time limits in wget, but its table of options still takes `-T SECONDS` as a number to
 * be stored, and there is no place for it: it ends with a segmentation fault. Takes the "number" out of that table, so
 * that the option is read and does nothing, and gives that wget the name `wgeT`: busybox's shell runs its own programs
 * before it looks for files, and `wget` is a script of ours that keeps the time (recipes/tiny/root/bin/wget). Pure; a
 * binary without these tables is given back as it is.
 */
export function mendedBusybox(binary: Buffer): Buffer {
  return exchanged(exchanged(binary, ...optionTable), ...nameTable);
}

/** One letter shorter, so there is one zero more: the next text begins where it began. */
const optionTable = ['^cqSO:o:P:Y:U:T:+t:n::\0', '^cqSO:o:P:Y:U:T:t:n::\0\0'] as const;
/** Programs are found by halving: the new name must stand between its neighbours, too. */
const nameTable = ['\0wc\0wget\0which\0', '\0wc\0wgeT\0which\0'] as const;

function exchanged(binary: Buffer, from: string, to: string): Buffer {
  const at = binary.indexOf(from);
  if (at < 0 || binary.includes(from, at + 1)) return binary;
  const mended = Buffer.from(binary);
  mended.write(to, at, 'latin1');
  return mended;
}

/** What others call architectures, in our words: those of the kernel (uname). An unknown one stays as it is. */

/** Each line: ours, then those of OCI and Go, of Debian and of others. */
const lines: readonly (readonly [ours: string, ...theirs: readonly string[]])[] = [
  ['x86_64', 'amd64', 'x86-64', 'x64'],
  ['i686', '386', 'i386', 'x86', 'i486', 'i586'],
  ['aarch64', 'arm64', 'armv8', 'arm64v8'],
  ['armv7l', 'armhf', 'arm', 'armv7', 'arm32v7'],
  ['armv6l', 'armel', 'armv6'],
  ['ppc64le', 'ppc64el'],
  ['s390x'],
  ['riscv64'],
  ['loongarch64', 'loong64'],
  ['mips64', 'mips64le', 'mips64el'],
];

const ours = new Map(lines.flatMap(([our, ...theirs]) => [our, ...theirs].map((word) => [word, our] as const)));

export const ourArchitecture = (theirs: string): string => ours.get(theirs.trim().toLowerCase()) ?? theirs;

/** All words for it, ours first: what to look for in a name. */
export const architectureWords = (our: string): readonly string[] => lines.find(([word]) => word === our) ?? [our];

/** The architecture that a file name tells of, and the word for it; nothing when none does. */
export function architectureInName(name: string): string | undefined {
  // `x86_64` falls apart at its own underscore.
  const words = name
    .toLowerCase()
    .replaceAll('x86_64', 'x86-64')
    .split(/[^a-z0-9-]|-(?!64)/);
  return words.map((word) => ours.get(word)).find((our) => our !== undefined);
}

/** As the kernel calls them (uname(2)). */
export const architectures = ['x86_64', 'aarch64'] as const;
export type Architecture = (typeof architectures)[number];

/** Of images whose maker says nothing. */
export const defaultArchitecture: Architecture = 'x86_64';

const byNode: Readonly<Record<string, Architecture>> = { x64: 'x86_64', arm64: 'aarch64' };

/** Of a machine on which Node calls it so (`process.arch`); another word as it is. */
export const architectureOf = (arch: string): string => byNode[arch] ?? arch;

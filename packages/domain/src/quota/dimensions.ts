/** What is counted for each user and each group. A closed list: bounds now and quotas later name the same things. */
export const quotaDimensions = [
  'objects',
  'instances',
  'templates',
  'tokens',
  'waitingCommands',
  'recordBytes',
  'cpus',
  'memoryMiB',
  'diskMiB',
  'imageMiB',
] as const;
export type QuotaDimension = (typeof quotaDimensions)[number];

/** So much of each; what is not named is nothing. */
export type Amounts = Readonly<Partial<Record<QuotaDimension, number>>>;

/** How each dimension is called in a sentence, after its number. */
export const dimensionWords: Readonly<Record<QuotaDimension, string>> = {
  objects: 'objects',
  instances: 'instances',
  templates: 'templates',
  tokens: 'tokens',
  waitingCommands: 'commands that no cluster has answered yet',
  recordBytes: 'bytes of stored records',
  cpus: 'virtual processors',
  memoryMiB: 'MiB of memory',
  diskMiB: 'MiB of disks',
  imageMiB: 'MiB of images',
};

export function added(a: Amounts, b: Amounts, sign: 1 | -1 = 1): Amounts {
  const sum: Partial<Record<QuotaDimension, number>> = { ...a };
  for (const dimension of quotaDimensions) {
    const more = b[dimension];
    if (more !== undefined) sum[dimension] = (sum[dimension] ?? 0) + sign * more;
  }
  return sum;
}

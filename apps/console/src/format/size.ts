/** Sizes as people give them: in the unit they think in, held in MiB as the API takes them. Pure. */
export const sizeUnits = ['MiB', 'GiB', 'TiB'] as const;
export type SizeUnit = (typeof sizeUnits)[number];

const mebibytesOf = { MiB: 1, GiB: 1024, TiB: 1_048_576 } as const satisfies Record<SizeUnit, number>;

/** The largest unit in which a size has at most two digits behind the point; GiB for what is not given yet. */
export function unitOf(mebibytes: number | undefined): SizeUnit {
  if (mebibytes === undefined) return 'GiB';
  const fits = (unit: SizeUnit) =>
    mebibytes >= mebibytesOf[unit] / 4 && Number.isInteger(inUnit(mebibytes, unit) * 100);
  return sizeUnits.findLast(fits) ?? 'MiB';
}

export const inUnit = (mebibytes: number, unit: SizeUnit): number => mebibytes / mebibytesOf[unit];

/** Whole MiB, which is all the API takes. */
export const fromUnit = (amount: number, unit: SizeUnit): number => Math.round(amount * mebibytesOf[unit]);

/** Lengths of time as people give them: in the unit they think in, held in seconds as the API takes them. Pure. */
export const durationUnits = ['seconds', 'minutes', 'hours', 'days'] as const;
export type DurationUnit = (typeof durationUnits)[number];

const secondsOf = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const satisfies Record<
  DurationUnit,
  number
>;

/** The largest unit in which it is a whole number; days for what is not given yet. */
export function unitOfDuration(seconds: number | undefined): DurationUnit {
  if (seconds === undefined) return 'days';
  return durationUnits.findLast((unit) => seconds % secondsOf[unit] === 0 && seconds >= secondsOf[unit]) ?? 'seconds';
}

export const duration = {
  inUnit: (seconds: number, unit: DurationUnit): number => seconds / secondsOf[unit],
  /** Whole seconds, which is all the API takes. */
  fromUnit: (amount: number, unit: DurationUnit): number => Math.round(amount * secondsOf[unit]),
} as const;

const steps = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
] as const;

/** How long ago, as a sentence says it: to the second while that counts, then in whole minutes, hours or days. */
export function agoText(seconds: number): string {
  const [size, unit] = steps.find(([size]) => seconds >= 2 * size) ?? [];
  if (size === undefined || unit === undefined) return `${Math.round(seconds)} s ago`;
  return `${Math.floor(seconds / size)} ${unit}s ago`;
}

/**
 * Random tests run bounded and with a fixed seed in `npm test`, so that a change is judged and not the luck of a day;
 * `npm run campaign -- <name>` runs the same files longer and with another seed each time.
 */
export interface Campaign {
  readonly seed: number;
  readonly rounds: number;
  /** For the time limit of a test that runs all the rounds. */
  readonly timeoutMs: number;
}

/** `bounded` rounds in `npm test`, at most `msPerRound` each; a campaign multiplies them. */
export function campaign(bounded: number, msPerRound: number): Campaign {
  const seed = Number(process.env['SKERRY_SEED'] ?? 1);
  const rounds = Math.max(1, Math.round(bounded * Number(process.env['SKERRY_ROUNDS'] ?? 1)));
  return { seed, rounds, timeoutMs: 10_000 + rounds * msPerRound };
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

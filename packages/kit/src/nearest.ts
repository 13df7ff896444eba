/** What a person may have meant by a word that is not understood. Pure: server, console and command line say the same. */

/** Levenshtein's, with two letters that changed places counted once: what must be changed, added or removed. */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (before[j - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}

/** Longer words are not compared: what took them for a word was no typing error. */
const longest = 64;

/** Those of `known` that `word` may stand for, best first; none when nothing is near. */
export function nearest(word: string, known: Iterable<string>, atMost = 3): string[] {
  const typed = word.toLowerCase();
  if (typed.length > longest) return [];
  const room = Math.max(1, Math.floor(typed.length / 3));
  return [...new Set(known)]
    .map((candidate) => ({ candidate, far: howFar(typed, candidate.toLowerCase()) }))
    .filter(({ far }) => far <= room)
    .sort((a, b) => a.far - b.far)
    .slice(0, atMost)
    .map(({ candidate }) => candidate);
}

/** A beginning, or a part of some length, is nearer than any error of typing but one letter. */
function howFar(typed: string, candidate: string): number {
  const isPart =
    typed.length >= 3 && (candidate.includes(typed) || (candidate.length >= 3 && typed.includes(candidate)));
  return Math.min(isPart || (typed !== '' && candidate.startsWith(typed)) ? 1 : Infinity, distance(typed, candidate));
}

/** `Did you mean "state"?`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  const near = nearest(word, known).map((candidate) => `"${candidate}"`);
  return near.length === 0 ? undefined : `Did you mean ${near.join(' or ')}?`;
}

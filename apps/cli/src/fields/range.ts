import { usage } from '../failure/cli-error.ts';

/** Of addresses, as `--range` takes it: the first and the last. */
export function range(text: string): unknown {
  const [from, to, more] = text.split('-');
  if (!from || !to || more !== undefined) {
    throw usage(`--range: "${text}" is not a range.`, 'Write the first and the last address: 10.60.0.10-10.60.0.99.');
  }
  return { first: from.trim(), last: to.trim() };
}

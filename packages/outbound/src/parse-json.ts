import type { ZodType } from 'zod';
import { sourceError } from './errors.ts';

/** What came is JSON of this shape, or the error says where it is not. `what`: "https://host/path". */
export function parseJson<T>(content: Uint8Array, shape: ZodType<T>, what: string): T {
  const parsed = shape.safeParse(jsonOf(content, what));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue && issue.path.length > 0 ? `At "${issue.path.map(String).join('.').slice(0, 100)}": ` : '';
  const why = `${where}${issue?.message ?? 'wrong'}`;
  throw sourceError('source-not-understood', `${what} answers with JSON of another kind. ${why}.`);
}

function jsonOf(content: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content));
  } catch (cause) {
    throw sourceError('source-not-understood', `${what} answers with something that is no JSON.`, { cause });
  }
}

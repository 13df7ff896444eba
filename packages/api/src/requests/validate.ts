import { didYouMean } from '@skerry/kit';
import { z } from 'zod';
import { type FieldProblem, FrontEndError } from '../errors.ts';

const where = { params: 'path', query: 'query', body: 'body' } as const;

/** The part of a request as its schema wants it. Throws `invalid-request` with every field at fault. */
export function validate(part: keyof typeof where, schema: z.ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) {
    if (isEmpty(value)) return undefined;
    const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [''];
    const errors = fields.map((field) => ({ field, message: `This route takes no ${where[part]}.` }));
    throw new FrontEndError('invalid-request', `This route takes no ${where[part]}.`, { errors });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) => problemsOf(issue, part, fieldsOf(schema)));
  const first = errors[0] as FieldProblem;
  const detail = first.field === '' ? first.message : `${first.field}: ${first.message}`;
  throw new FrontEndError('invalid-request', `The ${where[part]} is not valid. ${detail}`, {
    errors,
    ...(first.field === '' ? {} : { field: first.field }),
  });
}

function problemsOf(issue: z.core.$ZodIssue, part: keyof typeof where, known: readonly string[]): FieldProblem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const meant = path.length === 0 ? didYouMean(key, known) : undefined;
      const field = [...path, key].join('.');
      return { field, message: `There is no such field.${meant === undefined ? '' : ` ${meant}`}` };
    });
  }
  return [{ field: path.join('.'), message: sentenceOf(issue, part) }];
}

const fieldsOf = (schema: z.ZodType): string[] => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []);

/** What is wrong, in sentences of ours: the library speaks to programmers, and of types that JSON has not. */
function sentenceOf(issue: z.core.$ZodIssue, part: keyof typeof where): string {
  const { message } = issue;
  if (issue.code === 'too_small') return `At least ${amountOf(issue.origin, issue.minimum)}.`;
  if (issue.code === 'too_big') return `At most ${amountOf(issue.origin, issue.maximum)}.`;
  if (issue.code === 'invalid_value') return `Use one of: ${issue.values.map(String).join(', ')}.`;
  const [, expected, received] = /^Invalid input: expected (.+), received (.+)$/.exec(message) ?? [];
  if (received === 'undefined') return 'This is missing.';
  if (received === 'array' && part === 'query') return 'This is given more than once.';
  if (expected !== undefined) return `This must be of the type ${expected}, not ${received}.`;
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

function amountOf(origin: string, amount: number | bigint): string {
  if (origin === 'string') return `${amount} ${amount === 1 ? 'character' : 'characters'}`;
  return origin === 'array' ? `${amount} of them` : String(amount);
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);

import { faultsOf } from '@skerry/contract';
import { z } from 'zod';
import { type FieldProblem, RequestError } from '../errors.ts';

const where = { params: 'path', query: 'query', body: 'body' } as const;

/** The part of a request as its schema wants it. Throws `invalid-request` with every field at fault. */
export function validate(part: keyof typeof where, schema: z.ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) {
    if (isEmpty(value)) return undefined;
    const fields = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [''];
    const errors = fields.map((field) => ({ field, message: `This route takes no ${where[part]}.` }));
    throw new RequestError('invalid-request', `This route takes no ${where[part]}.`, { errors });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = faultsOf(parsed.error.issues, fieldsOf(schema), part === 'query');
  const first = errors[0] as FieldProblem;
  const detail = first.field === '' ? first.message : `${first.field}: ${first.message}`;
  throw new RequestError('invalid-request', `The ${where[part]} is not valid. ${detail}`, {
    errors,
    ...(first.field === '' ? {} : { field: first.field }),
  });
}

const fieldsOf = (schema: z.ZodType): string[] => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []);

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);

import { expect, test } from 'vitest';
import { schemaOf } from '../../forms/route-form.ts';
import { rawSchema } from './raw-schema.ts';

const schema = rawSchema(schemaOf('template.patch'));

const messageOf = (raw: string): string => {
  const result = schema.safeParse({ raw });
  return result.success ? '' : (result.error.issues[0]?.message ?? '');
};

test('a template may be written as text, and what is wrong in it is said with its place', () => {
  expect(schema.safeParse({ raw: '{"cpus": 2}' })).toEqual({ success: true, data: { cpus: 2 } });
  expect(messageOf('{"cpus": 2')).toContain('This is not JSON');
  expect(messageOf('{"cpus": 0}')).toMatch(/^cpus: /);
  expect(messageOf('{"processors": 2}')).toBe('processors: There is no such field.');
});

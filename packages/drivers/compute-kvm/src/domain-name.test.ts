import { expect, test } from 'vitest';
import { domainName, domainUuid, instanceOf } from './domain-name.ts';

test('a domain name leads back to its instance, for this prefix only', () => {
  expect(instanceOf('sk', domainName('sk', 42))).toBe(42);
  expect(instanceOf('sk', domainName('sk', 0))).toBe(0);
  expect(instanceOf('s', 'sk-42')).toBeUndefined();
  expect(instanceOf('sk', 'sk-042')).toBeUndefined();
  expect(instanceOf('sk', 'sk-42-old')).toBeUndefined();
});

test('the UUID of a name is fixed for ever, of version 5, and another for another name', () => {
  expect(domainUuid('sk-42')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(domainUuid('sk-42')).toMatchInlineSnapshot(`"14f98729-da5f-5a1f-8cba-b598b0acaeea"`);
  expect(domainUuid('sk-43')).not.toBe(domainUuid('sk-42'));
});

import { expect, test } from 'vitest';
import { en } from './en/resources.ts';
import { sayIn } from './texts.ts';

test('what is given is filled in, and a count chooses the form', () => {
  const say = sayIn('en', en);
  expect(say('shell.account', { name: 'ingrid' })).toBe('Account of ingrid');
  expect(say('instances.many', { count: 1 })).toBe('1 instance');
  expect(say('instances.many', { count: 3 })).toBe('3 instances');
  expect(say('shell.product')).toBe('Skerry');
});

test('what a translation lacks is said in English; a form that a language has more of, in its own', () => {
  const polish = { instances: { many_one: '{{count}} instancja', many_few: '{{count}} instancje' } };
  const say = sayIn('pl', polish, en);
  expect(say('instances.many', { count: 3 })).toBe('3 instancje');
  expect(say('instances.many', { count: 5 })).toBe('5 instances');
  expect(say('shell.product')).toBe('Skerry');
});

test('every text that takes a count has a form for one and a form for others', () => {
  const lacking: string[] = [];
  const visit = (texts: object, path: string) => {
    for (const [key, inner] of Object.entries(texts)) {
      if (typeof inner === 'object' && inner !== null) visit(inner, `${path}${key}.`);
      else if (key.endsWith('_one') && !Object.hasOwn(texts, key.replace(/_one$/, '_other'))) lacking.push(path + key);
    }
  };
  visit(en, '');
  expect(lacking).toEqual([]);
});

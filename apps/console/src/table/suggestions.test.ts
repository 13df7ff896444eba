import { expect, test } from 'vitest';
import { suggestionsAt, withChoice } from './suggestions.ts';

const names = (kind: string) =>
  new Map(
    kind === 'cluster'
      ? [
          [3, 'bergen'],
          [4, 'oslo'],
        ]
      : ([] as [number, string][]),
  );
const labels: readonly Record<string, string>[] = [{ tier: 'web', zone: 'a' }, { tier: 'batch' }];
const at = (text: string, caret = text.length) => suggestionsAt('instance', text, caret, names, labels);
const read = (text: string) => at(text).options.map(({ label }) => label);

test('an empty filter offers every field, a begun word those that begin so', () => {
  expect(read('')).toEqual(expect.arrayContaining(['state', 'cluster', 'label', 'address', 'mac', 'template']));
  expect(read('st')).toEqual(['state']);
  expect(read('web ')).toEqual([]);
  expect(read('nothing-begins-so')).toEqual([]);
});

test('after a colon the values are offered: words of the field, names of objects, labels in sight', () => {
  expect(read('state:st')).toEqual(['starting', 'stopping', 'stopped']);
  expect(read('web cluster:')).toEqual(['bergen', 'oslo']);
  expect(read('label:')).toEqual(['tier=batch', 'tier=web', 'zone=a']);
  expect(read('state:running,pause')).toEqual(['paused']);
  expect(read('!cluster:ber')).toEqual(['bergen']);
  expect(read('cluster:bergen,')).toEqual(['oslo']);
});

test('a choice takes the place of the word at the caret, and one can write on', () => {
  const begun = at('web st label:tier', 6);
  expect(withChoice('web st label:tier', begun, begun.options[0] ?? ({} as never))).toEqual({
    text: 'web state: label:tier',
    caret: 10,
  });
  const value = at('state:running,pause');
  expect(withChoice('state:running,pause', value, value.options[0] ?? ({} as never))).toEqual({
    text: 'state:running,paused ',
    caret: 21,
  });
});

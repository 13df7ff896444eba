import { expect, test } from 'vitest';
import { commandsIn, possibleFirst } from './palette-deeds.ts';

const deeds = ['start', 'stop', 'stop by force', 'reboot'].map((command) => ({ id: command, command }));
const said = (typed: string) => commandsIn(typed, deeds).map(({ deed, name }) => `${deed.id} > ${name}`);

test('a text that begins with a deed is that deed, of what the rest names', () => {
  expect(said('stop web-1')).toEqual(['stop > web-1']);
  expect(said('Reboot  db 3')).toEqual(['reboot > db 3']);
  expect(said('st web')).toEqual(['start > web', 'stop > web']);
  expect(said('stop')).toEqual(['stop > ']);
});

test('a deed of several words is said whole', () => {
  expect(said('stop by force web')).toEqual(['stop > by force web', 'stop by force > web']);
});

test('what is the name of something, or one letter, is no deed', () => {
  expect(said('web-1 stop')).toEqual([]);
  expect(said('s web')).toEqual([]);
  expect(said('')).toEqual([]);
});

test('what is possible comes first', () => {
  const choices = [{ refusal: 'no' }, {}, { refusal: 'never' }];
  expect(possibleFirst(choices)).toEqual([{}, { refusal: 'no' }, { refusal: 'never' }]);
});

import { expect, test } from 'vitest';
import { displayHand } from './keysyms.ts';
import { terminalHand } from './terminal-hand.ts';
import { edited, type Modifier, Typist } from './typist.ts';

test('a modifier is held for the next key, and let go after it', () => {
  const heard: string[] = [];
  const shown: string[] = [];
  const typist = new Typist(
    (key, held) => heard.push([...held, typeof key === 'string' ? key : key.character].join('+')),
    (held) => shown.push([...held].join('+')),
  );
  typist.toggle('Ctrl');
  typist.type('cd');
  typist.toggle('Ctrl');
  typist.toggle('Alt');
  typist.press('Delete');
  typist.toggle('Alt');
  typist.toggle('Alt');
  typist.press('Tab');
  expect(heard).toEqual(['Ctrl+c', 'd', 'Ctrl+Alt+Delete', 'Tab']);
  expect(shown).toEqual(['Ctrl', '', 'Ctrl', 'Ctrl+Alt', '', 'Alt', '']);
});

test('a display hears keys as numbers, modifiers around them', () => {
  const sent: string[] = [];
  const hand = displayHand((keysym, _, down) => sent.push(`${down ? '+' : '-'}${keysym.toString(16)}`));
  hand({ character: 'c' }, new Set<Modifier>(['Ctrl']));
  hand('Escape', new Set());
  hand({ character: 'é' }, new Set());
  hand({ character: '東' }, new Set());
  expect(sent.join(' ')).toBe('+ffe3 +63 -63 -ffe3 +ff1b -ff1b +e9 -e9 +1006771 -1006771');
});

test('a terminal hears what a keyboard would send it', () => {
  const sent: string[] = [];
  let application = false;
  const hand = terminalHand(
    (text) => sent.push(text),
    () => application,
  );
  const none = new Set<Modifier>();
  hand({ character: 'c' }, new Set<Modifier>(['Ctrl']));
  hand({ character: 'x' }, new Set<Modifier>(['Alt']));
  hand('ArrowUp', none);
  hand('ArrowLeft', new Set<Modifier>(['Ctrl']));
  application = true;
  hand('ArrowUp', none);
  hand('Tab', none);
  expect(sent).toEqual(['\u0003', '\u001bx', '\u001b[A', '\u001b[1;5D', '\u001bOA', '\t']);
});

test('what a keyboard on a screen did to a field is told as taken away and written', () => {
  expect(edited('____', '____a')).toEqual({ removed: 0, written: 'a' });
  expect(edited('____', '___')).toEqual({ removed: 1, written: '' });
  expect(edited('____te', '____the ')).toEqual({ removed: 1, written: 'he ' });
});

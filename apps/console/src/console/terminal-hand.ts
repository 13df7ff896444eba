import type { Hand, NamedKey } from './typist.ts';

const escape = '\u001b';
const plain: Readonly<Record<NamedKey, string>> = {
  Escape: escape,
  Tab: '\t',
  ArrowLeft: 'D',
  ArrowDown: 'B',
  ArrowUp: 'A',
  ArrowRight: 'C',
  Enter: '\r',
  Backspace: '\u007f',
  Delete: `${escape}[3~`,
};

/** Presses keys at a terminal. `application`: the program asked for the other way of writing arrows. */
export const terminalHand =
  (send: (text: string) => void, application: () => boolean): Hand =>
  (key, held) => {
    const alt = held.has('Alt') ? escape : '';
    if (typeof key !== 'string') return send(alt + (held.has('Ctrl') ? control(key.character) : key.character));
    if (!key.startsWith('Arrow')) return send(alt + plain[key]);
    // xterm: 1 and the sum of what is held, Alt 2 and Ctrl 4.
    const sum = 1 + (held.has('Alt') ? 2 : 0) + (held.has('Ctrl') ? 4 : 0);
    if (sum > 1) return send(`${escape}[1;${sum}${plain[key]}`);
    send(`${escape}${application() ? 'O' : '['}${plain[key]}`);
  };

/** `c` with Ctrl is 3. What has no such meaning stays as it is. */
function control(character: string): string {
  const code = character.toUpperCase().charCodeAt(0);
  if (character === ' ') return '\u0000';
  return code >= 0x40 && code <= 0x5f ? String.fromCharCode(code & 0x1f) : character;
}

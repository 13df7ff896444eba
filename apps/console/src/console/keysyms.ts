/** Keys as X11 numbers them, which is what RFB sends. https://www.x.org/releases/X11R7.7/doc/xproto/x11protocol.html#keysym_encoding */
import type { Hand, Modifier, NamedKey } from './typist.ts';

interface Sym {
  readonly keysym: number;
  /** Of the place on a keyboard, for guests that go by that. */
  readonly code: string | null;
}

const named: Readonly<Record<NamedKey, Sym>> = {
  Escape: { keysym: 0xff1b, code: 'Escape' },
  Tab: { keysym: 0xff09, code: 'Tab' },
  ArrowLeft: { keysym: 0xff51, code: 'ArrowLeft' },
  ArrowDown: { keysym: 0xff54, code: 'ArrowDown' },
  ArrowUp: { keysym: 0xff52, code: 'ArrowUp' },
  ArrowRight: { keysym: 0xff53, code: 'ArrowRight' },
  Enter: { keysym: 0xff0d, code: 'Enter' },
  Backspace: { keysym: 0xff08, code: 'Backspace' },
  Delete: { keysym: 0xffff, code: 'Delete' },
};
const modifierSyms: Readonly<Record<Modifier, Sym>> = {
  Ctrl: { keysym: 0xffe3, code: 'ControlLeft' },
  Alt: { keysym: 0xffe9, code: 'AltLeft' },
};

/** Latin letters are their own numbers; all others lie behind a bit of their own. */
function symOf(character: string): Sym {
  const point = character.codePointAt(0) ?? 0;
  const latin = (point >= 0x20 && point <= 0x7e) || (point >= 0xa0 && point <= 0xff);
  return { keysym: latin ? point : 0x0100_0000 | point, code: null };
}

/** Presses keys at a display: modifiers down, the key down and up, modifiers up. */
export const displayHand =
  (send: (keysym: number, code: string | null, down: boolean) => void): Hand =>
  (key, held) => {
    const syms = [...held].map((modifier) => modifierSyms[modifier]);
    const { keysym, code } = typeof key === 'string' ? named[key] : symOf(key.character);
    for (const sym of syms) send(sym.keysym, sym.code, true);
    send(keysym, code, true);
    send(keysym, code, false);
    for (const sym of syms.toReversed()) send(sym.keysym, sym.code, false);
  };

import { SkerryError } from './failure.ts';

/**
 * All control characters (C0, DEL, C1), what Unicode calls a line or paragraph separator, and halves of a character. Any
 * of them ends or hides a line in some grammar: LXC, dnsmasq and systemd split at line feeds, YAML 1.1 also at U+0085,
 * U+2028 and U+2029, C reads up to NUL.
 */
const control = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;

/**
 * A value that becomes part of a line of somebody's configuration, as it is: refused when it could end the line. Every
 * writer of a configuration passes every value from outside through here, whoever has checked it before, and besides
 * quotes it as its grammar asks.
 * @throws SkerryError `control-character`. `what` names the value in the sentence: "The name of the guest".
 */
export function plainLine<T extends string | number>(value: T, what: string): T {
  const found = control.exec(String(value));
  if (!found) return value;
  const point = found[0].codePointAt(0) ?? 0;
  throw new SkerryError({
    code: 'control-character',
    kind: 'refused',
    message: `${what} holds the control character U+${point.toString(16).toUpperCase().padStart(4, '0')}, which no configuration may hold.`,
    hint: 'Give it a value of printable characters in one line.',
  });
}

/**
 * What is taken as a public key: lines of `authorized_keys`, as sshd(8) has them, options included. Whether the key can
 * log in is not ours to say; that it is none, and above all that it is a private one, is.
 */

/** Types of keys and the bytes of their blob, where all keys of the type have as many. sshd(8), RFC 8709, PROTOCOL.u2f. */
const types: Readonly<Record<string, number | undefined>> = {
  'ssh-ed25519': 51,
  'ssh-rsa': undefined,
  'ecdsa-sha2-nistp256': 104,
  'ecdsa-sha2-nistp384': 136,
  'ecdsa-sha2-nistp521': 172,
  'sk-ssh-ed25519@openssh.com': undefined,
  'sk-ecdsa-sha2-nistp256@openssh.com': undefined,
};

export const sshKeyTypes = Object.keys(types);

/** The lines of what was pasted that say something. */
export const sshKeyLines = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.replaceAll('\t', ' ').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** Undefined when each line is a public key, else a sentence that says what to do. It never repeats what was given. */
export function sshKeyProblem(text: string): string | undefined {
  if (/PRIVATE KEY|^PuTTY-User-Key-File/m.test(text)) {
    return 'This is a private key: it must not leave the machine it is on. Give the public one, from the file whose name ends in ".pub", and if this was sent anywhere before, make a new pair.';
  }
  if (/BEGIN (?:SSH2 |RSA |)PUBLIC KEY/.test(text)) {
    return 'This public key is in another format: convert it with "ssh-keygen -i -f FILE" and give what that prints.';
  }
  const lines = sshKeyLines(text);
  if (lines.length === 0) return 'A key is empty: give a line such as "ssh-ed25519 AAAA… name".';
  return lines.map(lineProblem).find((problem) => problem !== undefined);
}

function lineProblem(line: string): string | undefined {
  const [first, second, third] = words(line);
  const [type = '', blob] = first !== undefined && Object.hasOwn(types, first) ? [first, second] : [second, third];
  if (first === 'ssh-dss' || second === 'ssh-dss') {
    return 'Keys of type ssh-dss are not taken by any SSH server of today: make one with "ssh-keygen -t ed25519".';
  }
  if (!Object.hasOwn(types, type)) {
    return `This is no public SSH key: a line begins with one of ${sshKeyTypes.join(', ')}, or with options and then that.`;
  }
  if (blob === undefined || !isBlobOf(type, blob)) {
    return `The key after "${type}" is damaged or cut off: give the whole line of the ".pub" file.`;
  }
  return undefined;
}

/** At most three. Options hold blanks only within double quotes; a quote within is written \". In one pass. */
function words(line: string): string[] {
  const found: string[] = [];
  let quoted = false;
  let start = 0;
  for (const { 0: mark, index } of line.matchAll(/[ "]/g)) {
    if (mark === '"' && line[index - 1] !== '\\') quoted = !quoted;
    if (mark === '"' || quoted) continue;
    if (index > start) found.push(line.slice(start, index));
    if (found.length === 3) return found;
    start = index + 1;
  }
  if (line.length > start) found.push(line.slice(start));
  return found;
}

/** It begins with the name of its own type: a length in four bytes, then the letters. */
function isBlobOf(type: string, blob: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(blob) || blob.length % 4 !== 0) return false;
  const bytes = (blob.length / 4) * 3 - (blob.match(/=*$/)?.[0].length ?? 0);
  const wanted = types[type];
  return blob.startsWith(base64Start(type)) && (wanted === undefined ? bytes >= type.length + 40 : bytes === wanted);
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 of the length and the letters, as far as these alone decide it. */
function base64Start(type: string): string {
  const bits = [0, 0, 0, type.length, ...Array.from(type, (c) => c.charCodeAt(0))]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  return (bits.match(/.{6}/g) ?? []).map((six) => digits[Number.parseInt(six, 2)]).join('');
}

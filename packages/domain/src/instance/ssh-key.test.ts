import { expect, test } from 'vitest';
import { sshKeyProblem } from './ssh-key.ts';

/** Made by ssh-keygen, for nobody. */
const good = [
  'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBBasVzm26KvY+bThk2+1KSZKGkyfx6WDdLRNYHE64x4jNC0Af8nPXFiqZc3L6lX06M5ZbekaE5bgoEW+qKDWr8Y= me',
  'ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBKxAPG6wvOkkuxm4p71CUNrZz5uX+RgoFVXMRGr59HUsqKhMmmn2y5hXCCOCslqs292duxvKOXFQBBeeFSgdyT/VCGeS4OQ8ZrMzWWA7CoM3oQgAVB8RgUBLc2remTI0GQ== me',
  'ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBADZl4tvbW+CrNRPKm/xSvt/p7S2YF7N/nN9UNyJ0PryXog93DqGhk3BkxlYnCGdK42vRS9ZdP0PAQmmQ9l2d1joXgHV2LVUpkj8Wo8uaJoUtXLf62SIKLbMrKl3wD9Fxl8aO6cayFY9bahHyUk3qfgzWXFx09D7q/a3tL8DD/T7zaRmkQ== me',
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA2FFG2pMJDXNmRwiVVuccZmb47Zbc480rVq3aDGRplm me@here',
  'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQCajuKbEAUGtEbXm3UH9jUDOrb4IzBAWI6venNFTxZcGn0k5kk39tPdW/CSUmd6IoHKM6qWnEvREdXxhHUVFQG+/ADrhAQ+tivQltuaCO8CKe9pzJ9j4LhSSVd1xiil+j+U2NoocnJ0B2sRm1yb0h02YRMwLJt9lIZDkBMEhuWTkgm1gMqLz/SJFiVR73O2EoErHhffBCUPP0GqJyPyAbZGuuDAx7s7ypLqqpifeHZafYaiEI9iVyxuKH/6kXhHbVd6yDvm4sDxlzw/n16blvZhT0mOcVPI7HT1GCsnO0f4ly7W2zo3yFssz+Xk99DUNCja0Jm2th+AhXTKLjUixdtE1mw6gj2HlfMT+F0od/S/20OapsJRW2OKR2m2fzM9cZMPMMsjRhuRFDanAjE4Cg/JXDyiAurKsMrvlm0GT8EiR9OhZOyHJmVGVfXtP1C/Tg8zxcmyltCEIcOI9L16Ef4fbLLFZNG3Pe04tWjBBX0wQ9YJ2kNfzQcj3UPY74YXAHM= me@here',
] as const;
const ed25519 = good[3];
/** From the documentation of OpenSSH's PROTOCOL.u2f: type, curve or key, application. */
const blobOf = (...parts: readonly string[]) =>
  Buffer.concat(
    parts.map((part) => Buffer.concat([Buffer.from([0, 0, 0, part.length]), Buffer.from(part, 'latin1')])),
  ).toString('base64');
const skEd25519 = `sk-ssh-ed25519@openssh.com ${blobOf('sk-ssh-ed25519@openssh.com', 'k'.repeat(32), 'ssh:')} me`;
const skEcdsa = `sk-ecdsa-sha2-nistp256@openssh.com ${blobOf('sk-ecdsa-sha2-nistp256@openssh.com', 'nistp256', `\u0004${'k'.repeat(64)}`, 'ssh:')}`;

test('public keys of every type are taken, with options, comments, and several pasted together', () => {
  for (const key of [...good, skEd25519, skEcdsa]) {
    expect(sshKeyProblem(key)).toBeUndefined();
    expect(sshKeyProblem(`no-pty,from="10.0.0.0/8,*.example" ${key}`)).toBeUndefined();
    expect(sshKeyProblem(`command="echo \\"a b\\"; date" ${key}`)).toBeUndefined();
  }
  expect(sshKeyProblem(`# mine\r\n${good.join('\r\n')}\n\n`)).toBeUndefined();
});

test('a private key is told apart, in each format, and is not repeated', () => {
  const secret = 'b3BlbnNzaC1rZXktdjEAAAAA';
  for (const text of [
    `-----BEGIN OPENSSH PRIVATE KEY-----\n${secret}\n-----END OPENSSH PRIVATE KEY-----`,
    `-----BEGIN RSA PRIVATE KEY-----\n${secret}`,
    `-----BEGIN ENCRYPTED PRIVATE KEY-----`,
    `PuTTY-User-Key-File-3: ssh-ed25519\n${secret}`,
    `${ed25519}\n-----BEGIN PRIVATE KEY-----`,
  ]) {
    expect(sshKeyProblem(text)).toContain('private key');
    expect(sshKeyProblem(text)).not.toContain(secret);
  }
});

test('what is no key is refused with what to do', () => {
  const [type = '', blob = ''] = ed25519.split(' ');
  const cases: readonly (readonly [text: string, words: string])[] = [
    ['', 'empty'],
    ['# only a comment', 'empty'],
    ['hello', 'no public SSH key'],
    [blob, 'no public SSH key'],
    [type, 'damaged or cut off'],
    [`${type} ${blob.slice(0, 40)}`, 'damaged or cut off'],
    [`${type} ${'A'.repeat(68)}`, 'damaged or cut off'],
    [`ssh-rsa ${blob}`, 'damaged or cut off'],
    [`${type} ${blob}\nhello`, 'no public SSH key'],
    ['ssh-dss AAAAB3NzaC1kc3M= me', 'ssh-dss'],
    ['---- BEGIN SSH2 PUBLIC KEY ----\nAAAA', 'ssh-keygen -i'],
    ['toString AAAA', 'no public SSH key'],
  ];
  for (const [text, words] of cases) expect(sshKeyProblem(text), text).toContain(words);
});

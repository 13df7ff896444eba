import { SkerryError } from '@skerry/kit';
import { joinParent, type Role } from '@skerry/link';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** The number that the parent gave us; joins first where that has not happened yet. */
export async function joinOnce(directory: string, role: Role, token: string | undefined): Promise<number> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, 'identity.json');
  const known = readIdentity(file);
  if (known !== undefined) return known;
  if (token === undefined) {
    const ask =
      role === 'cluster' ? 'skerry cluster join-token <cluster>' : 'skerry host join-token --cluster <cluster>';
    throw new SkerryError({
      code: 'not-joined',
      kind: 'refused',
      message: `This ${role === 'cluster' ? 'controller' : 'host'} has not joined yet and has no join token.`,
      hint: `Make one with "${ask}" and give it with --join-token-file or SKERRY_JOIN_TOKEN.`,
    });
  }
  const identity = await joinParent(token, { dir: directory, role, name: hostname().split('.')[0] ?? '' });
  writeFileSync(file, JSON.stringify({ id: Number(identity.id) }), { mode: 0o600, flush: true });
  return Number(identity.id);
}

function readIdentity(file: string): number | undefined {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { readonly id: number }).id;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

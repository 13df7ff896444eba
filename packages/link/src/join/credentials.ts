import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../ca/keys.ts';
import { type Identity, identityOfSubjectAltName } from '../ca/identity.ts';
import { writeFileAtomically } from '../ca/write-file.ts';
import { linkError } from '../errors.ts';

/** What a child has after it joined; one file, mode 0600, so that key, certificate and authority always fit. */
export interface Credentials {
  readonly urls: readonly string[];
  /** PEM; a secret. */
  readonly key: string;
  readonly certificate: string;
  readonly authority: string;
}

const file = (dir: string) => join(dir, 'link.json');

/** Undefined when this machine has not joined. Throws `link-certificate` when the file is damaged. */
export function readCredentials(dir: string): Credentials | undefined {
  let text: string;
  try {
    text = readFileSync(file(dir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { urls, key, certificate, authority } = JSON.parse(text) as Credentials;
    identityOf(certificate);
    fingerprintOf(authority);
    return { urls, key, certificate, authority };
  } catch (cause) {
    throw linkError('link-certificate', `The file ${file(dir)} is damaged.`, {}, cause);
  }
}

/** Where a child that joined finds its parent; none before it joined. */
export const parentUrls = (dir: string): readonly string[] => readCredentials(dir)?.urls ?? [];

export async function writeCredentials(dir: string, credentials: Credentials): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await writeFileAtomically(file(dir), `${JSON.stringify(credentials, undefined, 2)}\n`);
}

/** Throws `link-certificate` for a certificate (PEM) that is none of ours. */
export function identityOf(certificate: string): Identity {
  const identity = identityOfSubjectAltName(new X509Certificate(certificate).subjectAltName);
  if (identity === undefined) throw linkError('link-certificate');
  return identity;
}

export const fingerprintOf = (certificate: string): string => sha256(new X509Certificate(certificate).raw);

export const expiryOf = (certificate: string): Date => new Date(new X509Certificate(certificate).validTo);

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@skerry/kit';
import { type Identity, identityUri } from './identity.ts';
import { issueChild, issueServer, type IssuedServer } from './issue.ts';
import { type KeyPair, newKeyPair, privateKeyPem, readKeyPair, sha256, SIGNING } from './keys.ts';
import { serialNumber, validity } from './validity.ts';
import { writeFileAtomically } from './write-file.ts';
import * as x509 from './x509.ts';

const TEN_YEARS_DAYS = 3652;

/**
 * The certificate authority of one parent for its children. Owns its key; whoever has the directory can make any child
 * of this parent. It keeps no list of what it issued: whom to accept is the business of the parent's owner.
 */
export interface Authority {
  readonly cloudId: string;
  /** PEM. */
  readonly certificate: string;
  /** SHA-256 of the certificate's DER, 64 hexadecimal digits; what a join token pins. */
  readonly fingerprint: string;
  /** A certificate (PEM, 1 year, client use only) for the key in `csr` (PEM). Nothing but the key is taken from it. */
  issue(csr: string, identity: Omit<Identity, 'cloudId'>): Promise<string>;
  /** A new key and certificate (PEM, 1 year, server use only) for these DNS names and IP addresses. */
  issueServer(names: readonly string[]): Promise<IssuedServer>;
}

export interface AuthorityOptions {
  /** Created with mode 0700; holds `ca.key.pem` (0600) and `ca.cert.pem`. */
  readonly dir: string;
  /** 1 to 64 letters, digits, dots, dashes, underscores. */
  readonly cloudId: string;
  /** Wall time, for validity only. */
  readonly now?: () => Date;
}

/** Opens the authority in `dir`, or makes it. The certificate is written last: without it, there was no authority yet. */
export async function openAuthority({
  dir,
  cloudId,
  now = () => systemClock.now(),
}: AuthorityOptions): Promise<Authority> {
  // Refuses a bad cloud id before anything is made for it.
  identityUri({ cloudId, role: 'front-end', id: 'check' });
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const keyFile = join(dir, 'ca.key.pem');
  const certFile = join(dir, 'ca.cert.pem');
  let pem = await readIfThere(certFile);
  let keys: KeyPair;
  if (pem === undefined) {
    keys = await newKeyPair();
    pem = await selfSigned(keys, cloudId, now());
    await writeFileAtomically(keyFile, await privateKeyPem(keys.privateKey));
    await writeFileAtomically(certFile, pem, 0o644);
  } else keys = await readKeyPair(await readFile(keyFile, 'utf8'));

  const certificate = new x509.X509Certificate(pem);
  const issuer = { certificate, key: keys.privateKey };
  return {
    cloudId,
    certificate: pem,
    fingerprint: sha256(certificate.rawData),
    issue: (csr, { role, id }) => issueChild(issuer, csr, { cloudId, role, id }, now()),
    issueServer: (names) => issueServer(issuer, names, now()),
  };
}

async function selfSigned(keys: KeyPair, cloudId: string, now: Date): Promise<string> {
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ O: ['Skerry'] }, { CN: [`Skerry ${cloudId}`] }],
    ...validity(now, TEN_YEARS_DAYS),
    signingAlgorithm: SIGNING,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return `${certificate.toString('pem')}\n`;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

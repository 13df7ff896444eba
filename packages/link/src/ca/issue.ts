import { isIP } from 'node:net';
import type { webcrypto } from 'node:crypto';
import { linkError } from '../errors.ts';
import { type Identity, identityUri } from './identity.ts';
import { newKeyPair, privateKeyPem, SIGNING } from './keys.ts';
import { ONE_YEAR_DAYS, serialNumber, validity } from './validity.ts';
import * as x509 from './x509.ts';

export interface Issuer {
  readonly certificate: x509.X509Certificate;
  readonly key: webcrypto.CryptoKey;
}

/** PEM; `certificate` is followed by the authority's, so that a joining child can compare it with its token. */
export interface IssuedServer {
  readonly key: string;
  readonly certificate: string;
  readonly notAfter: Date;
}

/** Reads a request (PEM) and proves that its sender has the key. Throws `link-certificate`. */
export async function readRequest(pem: string): Promise<x509.Pkcs10CertificateRequest> {
  let request: x509.Pkcs10CertificateRequest;
  let sound: boolean;
  try {
    request = new x509.Pkcs10CertificateRequest(pem);
    sound = await request.verify();
  } catch (cause) {
    throw linkError('link-certificate', 'The request cannot be read.', {}, cause);
  }
  const { name, namedCurve } = request.publicKey.algorithm as EcKeyAlgorithmName;
  if (!sound || name !== 'ECDSA' || namedCurve !== 'P-256') {
    throw linkError('link-certificate', 'The request must be signed with its own P-256 key.');
  }
  return request;
}

type EcKeyAlgorithmName = { readonly name: string; readonly namedCurve?: string };

export async function issueChild(issuer: Issuer, csr: string, identity: Identity, now: Date): Promise<string> {
  const request = await readRequest(csr);
  return await issue(issuer, request.publicKey, now, {
    name: `${identity.role} ${identity.id}`,
    names: [{ type: 'url', value: identityUri(identity) }],
    use: x509.ExtendedKeyUsage.clientAuth,
  });
}

export async function issueServer(issuer: Issuer, names: readonly string[], now: Date): Promise<IssuedServer> {
  const keys = await newKeyPair();
  const certificate = await issue(issuer, keys.publicKey, now, {
    name: names[0] ?? 'localhost',
    names: names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
    use: x509.ExtendedKeyUsage.serverAuth,
  });
  return {
    key: await privateKeyPem(keys.privateKey),
    certificate: `${certificate}${issuer.certificate.toString('pem')}\n`,
    notAfter: validity(now, ONE_YEAR_DAYS).notAfter,
  };
}

interface Wanted {
  readonly name: string;
  readonly names: x509.JsonGeneralNames;
  readonly use: x509.ExtendedKeyUsage;
}

async function issue(issuer: Issuer, publicKey: x509.PublicKeyType, now: Date, wanted: Wanted): Promise<string> {
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ CN: [wanted.name] }],
    issuer: issuer.certificate.subject,
    ...validity(now, ONE_YEAR_DAYS),
    signingAlgorithm: SIGNING,
    signingKey: issuer.key,
    publicKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      // One use only: a child that could pose as a server could pose as its parent to the other children.
      new x509.ExtendedKeyUsageExtension([wanted.use], true),
      new x509.SubjectAlternativeNameExtension(wanted.names),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.certificate.publicKey),
    ],
  });
  return `${certificate.toString('pem')}\n`;
}

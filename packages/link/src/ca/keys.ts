import { createHash, createPrivateKey, webcrypto } from 'node:crypto';
import { linkError } from '../errors.ts';

export type KeyPair = webcrypto.CryptoKeyPair;

const P256 = { name: 'ECDSA', namedCurve: 'P-256' };

/** How every certificate and request of ours is signed. */
export const SIGNING = { name: 'ECDSA', hash: 'SHA-256' };

/** A new P-256 key pair that can be written to a file. */
export function newKeyPair(): Promise<KeyPair> {
  return webcrypto.subtle.generateKey(P256, true, ['sign', 'verify']);
}

/** The private key as PKCS #8 PEM. A secret: files that hold it have mode 0600. */
export async function privateKeyPem(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}

/** Reads what `privateKeyPem` wrote. */
export async function readKeyPair(pem: string): Promise<KeyPair> {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw linkError('link-certificate', 'The key is not P-256.');
  const der = key.export({ format: 'der', type: 'pkcs8' });
  const { d: _secret, ...open } = key.export({ format: 'jwk' });
  return {
    privateKey: await webcrypto.subtle.importKey('pkcs8', der, P256, true, ['sign']),
    publicKey: await webcrypto.subtle.importKey('jwk', { ...open, key_ops: ['verify'] }, P256, true, ['verify']),
  };
}

/** SHA-256 of DER bytes, 64 lower-case hexadecimal digits. */
export function sha256(der: ArrayBuffer | Uint8Array): string {
  return createHash('sha256').update(new Uint8Array(der)).digest('hex');
}

import { type KeyPair, SIGNING } from '../ca/keys.ts';
import * as x509 from '../ca/x509.ts';

/** A PKCS #10 request (PEM). It proves that we have the key, and names nobody: who we are is for the parent to say. */
export async function certificateRequest(keys: KeyPair): Promise<string> {
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: 'CN=Skerry',
    keys,
    signingAlgorithm: SIGNING,
  });
  return `${request.toString('pem')}\n`;
}

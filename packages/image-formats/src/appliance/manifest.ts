/** The hashes of an OVA's files (DSP0243, 5.1): lines "SHA256(name)= hex". */
import { createHash } from 'node:crypto';
import { type ByteSource, bytesOf } from '../byte-source.ts';
import { formatError } from '../errors.ts';

export interface ManifestLine {
  readonly algorithm: 'sha1' | 'sha256' | 'sha512';
  readonly file: string;
  readonly hex: string;
}

/** @throws `image-damaged` */
export function readManifest(text: string): ManifestLine[] {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, algorithm = '', file = '', hex = ''] = /^(SHA-?\d+)\s*\((.+)\)\s*=\s*([0-9a-f]+)\s*$/i.exec(line) ?? [];
      const known = (['sha1', 'sha256', 'sha512'] as const).find(
        (name) => name === algorithm.toLowerCase().replace('-', ''),
      );
      if (known === undefined) throw formatError('image-damaged', 'The manifest of the appliance cannot be read.');
      return { algorithm: known, file, hex: hex.toLowerCase() };
    });
}

/** Reads all that it names. @throws `image-hash-differs` */
export async function checkManifest(
  lines: readonly ManifestLine[],
  files: ReadonlyMap<string, ByteSource>,
  needed: readonly string[],
): Promise<void> {
  const missing = needed.find((name) => !lines.some(({ file }) => file === name));
  if (missing !== undefined) {
    throw formatError('image-hash-differs', `The manifest of the appliance says nothing of "${missing}".`);
  }
  for (const { algorithm, file, hex } of lines) {
    const source = files.get(file);
    if (!source) throw formatError('image-damaged', `The appliance lacks the file "${file}" of its manifest.`);
    const hash = createHash(algorithm);
    for await (const chunk of bytesOf(source)) hash.update(chunk);
    if (hash.digest('hex') !== hex) {
      throw formatError('image-hash-differs', `The file "${file}" of the appliance is not what its manifest says.`);
    }
  }
}

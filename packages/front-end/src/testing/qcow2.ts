import { truncate, writeFile } from 'node:fs/promises';

export interface Qcow2Fields {
  readonly backing?: boolean;
  readonly encrypted?: boolean;
  readonly incompatible?: bigint;
  readonly virtualBytes?: bigint;
  readonly version?: number;
  readonly content?: string;
  /** The first entries of the only table of clusters; absent: there is no such table. */
  readonly clusters?: readonly bigint[];
  /** The only count of clusters lies there. */
  readonly refcountBlock?: bigint;
  /** Bytes of the file, cut or with a hole at its end; 256 KiB unless given. */
  readonly fileBytes?: number;
}

/** A file with a header as QEMU writes it, and as much behind it as the front-end looks at. */
export async function writeQcow2(path: string, fields: Qcow2Fields = {}): Promise<void> {
  const bytes = Buffer.alloc(256 * 1024);
  bytes.writeUInt32BE(0x5146_49fb, 0);
  bytes.writeUInt32BE(fields.version ?? 3, 4);
  if (fields.backing === true) bytes.writeBigUInt64BE(512n, 8);
  bytes.writeUInt32BE(16, 20);
  bytes.writeBigUInt64BE(fields.virtualBytes ?? 64n * 1024n * 1024n, 24);
  bytes.writeUInt32BE(fields.encrypted === true ? 1 : 0, 32);
  bytes.writeUInt32BE(1, 36);
  bytes.writeBigUInt64BE(0x3_0000n, 40);
  bytes.writeBigUInt64BE(fields.incompatible ?? 0n, 72);
  bytes.writeUInt32BE(104, 100);
  bytes.write(fields.content ?? 'content', 1024);
  if (fields.clusters !== undefined) bytes.writeBigUInt64BE(0x1_0000n, 0x3_0000);
  for (const [i, entry] of (fields.clusters ?? []).entries()) bytes.writeBigUInt64BE(entry, 0x1_0000 + 8 * i);
  if (fields.refcountBlock !== undefined) {
    bytes.writeBigUInt64BE(0x2_0000n, 48);
    bytes.writeUInt32BE(1, 56);
    bytes.writeBigUInt64BE(fields.refcountBlock, 0x2_0000);
  }
  await writeFile(path, bytes);
  if (fields.fileBytes !== undefined) await truncate(path, fields.fileBytes);
}

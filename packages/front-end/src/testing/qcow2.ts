import { writeFile } from 'node:fs/promises';

export interface Qcow2Fields {
  readonly backing?: boolean;
  readonly encrypted?: boolean;
  readonly incompatible?: bigint;
  readonly virtualBytes?: bigint;
  readonly version?: number;
  readonly content?: string;
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
  await writeFile(path, bytes);
}

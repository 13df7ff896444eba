/** A qcow2 file of version 2 without any data, `sizeMiB` large. Source: docs/interop/qcow2.txt of QEMU. */
export function pretendedImage(sizeMiB: number): Buffer {
  const cluster = 65_536;
  const file = Buffer.alloc(4 * cluster);
  file.write('QFI\u00fb', 0, 'latin1');
  file.writeUInt32BE(2, 4);
  file.writeUInt32BE(16, 20);
  file.writeBigUInt64BE(BigInt(sizeMiB) * 1_048_576n, 24);
  file.writeUInt32BE(1, 36);
  file.writeBigUInt64BE(BigInt(3 * cluster), 40);
  file.writeBigUInt64BE(BigInt(cluster), 48);
  file.writeUInt32BE(1, 56);
  file.writeBigUInt64BE(BigInt(2 * cluster), cluster);
  for (let i = 0; i < 4; i++) file.writeUInt16BE(1, 2 * cluster + 2 * i);
  return file;
}

/** QEMU's own format: its header, its tables, and what of it a conversion leaves behind. */
import type { ByteSource } from '../byte-source.ts';
import type { DiskInspection, Warning } from '../inspection.ts';
import { headerBytes, readQcow2Header } from './qcow2-header.ts';
import { checkQcow2Tables } from './qcow2-tables.ts';

export async function inspectQcow2(source: ByteSource, mostVirtualBytes: number): Promise<DiskInspection> {
  const header = readQcow2Header(await source.read(0, headerBytes), source.bytes, mostVirtualBytes);
  const { compressed } = await checkQcow2Tables(source, header);
  const warnings: Warning[] = [];
  if (header.snapshots > 0) {
    const message = `The image has ${header.snapshots} snapshots inside; only its present state is kept.`;
    warnings.push({ code: 'snapshots-dropped', message });
  }
  if (compressed) {
    warnings.push({ code: 'compressed', message: 'The image is compressed; it takes more space once it is unpacked.' });
  }
  return { kind: 'disk', format: 'qcow2', virtualBytes: header.virtualBytes, warnings };
}

/** xz(1), shut in: Node has no decompressor for it. */
import { type ConfinedLimits, type ConfinedProgram, startConfined } from '@skerry/host-os';

/** `xz -9` needs 65 MiB to unpack; what asks for more is refused by it. Its output is a pipe, so no file may grow. */
const limits: ConfinedLimits = { memoryBytes: 256 * 1024 * 1024, processorSeconds: 3_600, fileBytes: 0 };
const deadlineMs = 3_600_000;
/** As far as it takes to see what is in it. */
const beginBytes = 0x8800;

export const unxz = (path: string, user: number, signal?: AbortSignal): Promise<ConfinedProgram> =>
  startConfined('xz', ['--decompress', '--stdout', '/in'], {
    user,
    reads: { [path]: '/in' },
    writes: {},
    limits,
    deadlineMs,
    ...(signal === undefined ? {} : { signal }),
  });

export async function beginOfXz(path: string, user: number): Promise<Buffer> {
  const program = await unxz(path, user);
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of program.stdout as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    if (bytes >= beginBytes) break;
  }
  program.stop();
  await program.ended.catch(() => {});
  return Buffer.concat(parts).subarray(0, beginBytes);
}

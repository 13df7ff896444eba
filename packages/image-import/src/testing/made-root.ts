/** Roots made of archives, and what e2fsprogs, which did not make them, finds in them. */
import { testDirectory, tool } from '@skerry/image-formats/testing/made-by-tools';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type RawRootOptions, writeRawRoot } from '../root/raw-root.ts';
import { tarArchive, type TarItem } from './tar-archive.ts';

export function rootMaker() {
  const directory = testDirectory();
  const disk = join(directory, 'root.raw');
  let files = 0;
  const file = (content: Buffer): string => {
    const path = join(directory, `${++files}.tar`);
    writeFileSync(path, content);
    return path;
  };
  const asLayer = (content: Buffer) => ({ path: file(content), format: 'tar' as const, compression: 'none' as const });
  const make = (layers: Parameters<typeof writeRawRoot>[0], options: Partial<RawRootOptions> = {}) => {
    rmSync(disk, { force: true });
    const defaults = { user: 0, digest: 'sha256:1', label: 'root', roomBytes: 16 * 1024 * 1024 };
    const kind = { partition: false, whiteouts: true };
    return writeRawRoot(layers, disk, { ...defaults, ...kind, ...options });
  };
  return {
    directory,
    disk,
    asLayer,
    make,
    /** Each list is a layer. */
    ofItems: (...layers: readonly (readonly TarItem[])[]) => make(layers.map((items) => asLayer(tarArchive(items)))),
    packed: (content: Buffer) => ({ ...asLayer(gzipSync(content)), compression: 'gzip' as const }),
    /** Throws what e2fsck says when anything is not as it should be. */
    check: () => tool(directory, 'e2fsck', '-f', '-n', disk),
    ask: (command: string) => tool(directory, 'debugfs', '-R', command, disk),
    cat: (path: string) => tool(directory, 'debugfs', '-R', `cat ${path}`, disk),
    /** Names in a folder, without what every one has. */
    list: (path: string) =>
      tool(directory, 'debugfs', '-R', `ls -p ${path}`, disk)
        .split('\n')
        .map((line) => line.split('/')[5] ?? '')
        .filter((name) => !['', '.', '..', 'lost+found'].includes(name)),
  };
}

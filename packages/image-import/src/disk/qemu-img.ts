/** What qemu-img(1) is told and says. Pure. In its world the source is `/in` and the target `/out`. */
import type { DiskFormat } from '@skerry/image-formats';

/** A part of the file, as a disk in an OVA is. */
export interface Section {
  readonly at: number;
  readonly bytes: number;
}

export function convertArguments(format: DiskFormat, section: Section | undefined): string[] {
  const file = { driver: 'file', filename: '/in' };
  const whole = section === undefined ? file : { driver: 'raw', offset: section.at, size: section.bytes, file };
  // Of a VHD QEMU may otherwise believe the geometry, which ends before the disk does.
  const size = format === 'vpc' ? { force_size_calc: 'current_size' } : {};
  const source = flat({ driver: format, ...size, file: whole });
  return ['convert', '-p', '--image-opts', '-O', 'qcow2', source, '/out'];
}

/** As --image-opts reads it: "driver=raw,file.driver=file". */
const flat = (options: Readonly<Record<string, unknown>>, prefix = ''): string =>
  Object.entries(options)
    .map(([name, value]) =>
      typeof value === 'object' && value !== null
        ? flat(value as Readonly<Record<string, unknown>>, `${prefix}${name}.`)
        : `${prefix}${name}=${String(value)}`,
    )
    .join(',');

/** The last of the lines "    (12.34/100%)\r", as a fraction. */
export function progressIn(text: string): number | undefined {
  const percent = /\((\d+(?:\.\d+)?)\/100%\)[^(]*$/.exec(text)?.[1];
  return percent === undefined ? undefined : Number(percent) / 100;
}

/**
 * What a file that came from a stranger is, by what is in it and never by its name. It reads, and owns nothing: no store,
 * no process, no file of its own. Whoever opens such a file with a tool asks here first, for a tool follows what a header
 * says, to any file of the machine.
 */
export type { Appliance, ApplianceDisk, ApplianceNic, Firmware } from './appliance/appliance.ts';
export { type ByteSource, bytesOf, fileSource, sectionOf } from './byte-source.ts';
export { type Compression, unpacked } from './compression.ts';
export type { FormatErrorCode } from './errors.ts';
export {
  type ApplianceInspection,
  type CdromInspection,
  type DiskFormat,
  type DiskInspection,
  type Inspection,
  type InspectOptions,
  type RootInspection,
  type Warning,
  type WarningCode,
} from './inspection.ts';
export { inspect } from './inspect.ts';
export type { TarEntry, TarTime } from './tar/entry.ts';
export { tarEntries } from './tar/entries.ts';
export { streamInput } from './tar/input.ts';

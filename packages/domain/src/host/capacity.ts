import type { ApprovedCapacity, Host, HostReport } from './host.ts';

const measures = [
  { name: 'cpus', unit: 'processors' },
  { name: 'memoryMiB', unit: 'MiB of memory' },
  { name: 'diskMiB', unit: 'MiB of disk' },
] as const;
type Measure = (typeof measures)[number]['name'];

/** A host may grow so far by itself: a disk more, a kernel that counts otherwise. `growthPercent`: of `host-growth-percent`. */
const most = (approved: ApprovedCapacity, measure: Measure, growthPercent: number): number =>
  approved.cap === true ? approved[measure] : (approved[measure] * growthPercent) / 100;

/** What of a report placement may count on. Less than was approved is believed at once. */
export function believedReport(
  report: HostReport,
  approved: ApprovedCapacity | undefined,
  growthPercent: number,
): HostReport {
  if (approved === undefined) return report;
  const of = (measure: Measure) =>
    report[measure] > most(approved, measure, growthPercent) ? approved[measure] : report[measure];
  const diskMiB = of('diskMiB');
  return {
    ...report,
    cpus: of('cpus'),
    memoryMiB: of('memoryMiB'),
    diskMiB,
    diskFreeMiB: Math.min(report.diskFreeMiB, diskMiB),
  };
}

/** What is not believed, as sentences. A cap is somebody's wish: that there is more is no problem. */
export function capacityProblems(
  { name, approved }: Pick<Host, 'name' | 'approved'>,
  report: HostReport,
  growthPercent: number,
): string[] {
  if (approved === undefined || approved.cap === true) return [];
  return measures
    .filter((measure) => report[measure.name] > most(approved, measure.name, growthPercent))
    .map(
      (measure) =>
        `The host reports ${number(report[measure.name])} ${measure.unit}; ${number(approved[measure.name])} are approved. If it has grown, approve it: skerry host approve ${name}`,
    );
}

/** What is approved of this report: all of it, or no more than is wished. */
export function approvedCapacity(
  { cpus, memoryMiB, diskMiB }: Pick<HostReport, Measure>,
  wished: { readonly [M in Measure]?: number | undefined } = {},
): ApprovedCapacity {
  const capped = measures.some(({ name }) => wished[name] !== undefined);
  return {
    cpus: wished.cpus ?? cpus,
    memoryMiB: wished.memoryMiB ?? memoryMiB,
    diskMiB: wished.diskMiB ?? diskMiB,
    ...(capped ? { cap: true } : {}),
  };
}

const number = (n: number): string => n.toLocaleString('en-US');

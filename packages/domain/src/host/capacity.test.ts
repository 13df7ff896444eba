import { expect, test } from 'vitest';
import { approvedCapacity, believedReport, capacityProblems } from './capacity.ts';
import type { HostReport } from './host.ts';

const report: HostReport = {
  hostname: 'h',
  agentVersion: '1',
  architecture: 'x86_64',
  cpus: 64,
  memoryMiB: 1000,
  diskMiB: 2000,
  diskFreeMiB: 1500,
  runtimes: [],
  problems: [],
};
const approved = approvedCapacity(report);
const host = { name: 'node', approved };

test('nothing was approved yet: what is reported counts', () => {
  expect(believedReport({ ...report, cpus: 9999 }, undefined, 125).cpus).toBe(9999);
  expect(capacityProblems({ name: 'node' }, report, 125)).toEqual([]);
});

test('a quarter more is believed, each measure by itself; beyond it what was approved counts, and it is said', () => {
  const grown = { ...report, cpus: 80, memoryMiB: 1251 };
  expect(believedReport(grown, approved, 125)).toMatchObject({
    cpus: 80,
    memoryMiB: 1000,
    diskMiB: 2000,
    diskFreeMiB: 1500,
  });
  expect(capacityProblems(host, grown, 125)).toEqual([
    'The host reports 1,251 MiB of memory; 1,000 are approved. If it has grown, approve it: skerry host approve node',
  ]);
  const lies = { ...report, cpus: 6400, diskMiB: 1e9, diskFreeMiB: 1e9 };
  expect(believedReport(lies, approved, 125)).toMatchObject({ cpus: 64, diskMiB: 2000, diskFreeMiB: 2000 });
  expect(capacityProblems(host, lies, 125)[0]).toBe(
    'The host reports 6,400 processors; 64 are approved. If it has grown, approve it: skerry host approve node',
  );
});

test('less than was approved is believed at once', () => {
  expect(believedReport({ ...report, cpus: 2, diskMiB: 10, diskFreeMiB: 5 }, approved, 125)).toMatchObject({
    cpus: 2,
    diskMiB: 10,
    diskFreeMiB: 5,
  });
});

test('a cap is exact, and that there is more is no problem', () => {
  const cap = approvedCapacity(report, { cpus: 60 });
  expect(cap).toEqual({ cpus: 60, memoryMiB: 1000, diskMiB: 2000, cap: true });
  expect(believedReport(report, cap, 125).cpus).toBe(60);
  expect(capacityProblems({ name: 'node', approved: cap }, report, 125)).toEqual([]);
});

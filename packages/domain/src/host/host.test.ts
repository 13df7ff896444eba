import { expect, it } from 'vitest';
import { type Host, type HostReport, hostState } from './host.ts';

const host = { admission: 'enabled' } as Host;
const status = { hostId: 1, clusterId: 0, connected: true, report: {} as HostReport };

it('a host that is not heard of is cut, whatever its admission; one that never spoke is joining', () => {
  const { report: _, ...silent } = status;
  expect(hostState(host, undefined)).toBe('joining');
  expect(hostState(host, silent)).toBe('joining');
  expect(hostState({ ...host, admission: 'disabled' }, { ...status, connected: false })).toBe('cut');
  expect(hostState({ ...host, admission: 'disabled' }, status)).toBe('disabled');
  expect(hostState(host, status)).toBe('online');
});

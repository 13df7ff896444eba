import { type KvmAnswer, probeKvm } from '@skerry/host-os';
import type { Check } from '../check.ts';
import { exists } from '../read.ts';
import { ok, warning } from '../finding.ts';

interface Reading {
  readonly answer: KvmAnswer;
  readonly devicePresent: boolean;
}

/** The device existing proves nothing: a guest is started, with a deadline. */
export const kvm: Check<Reading> = {
  name: 'kvm',
  read: async () => ({ answer: await probeKvm(), devicePresent: await exists('/dev/kvm') }),
  judge: ({ answer, devicePresent }) => {
    if (answer.accelerator === 'kvm') return [ok(`KVM works: a test guest ran in ${answer.tookMs} ms.`)];
    const slow = 'Virtual machines run, but some ten times slower (TCG); containers are not affected.';
    const mend = devicePresent
      ? undefined
      : 'modprobe kvm_intel || modprobe kvm_amd   # and allow virtualisation in the firmware';
    return [warning(`${answer.reason} ${slow}`, mend)];
  },
};

import { readKernelFile } from '@skerry/host-os';

/** We run in the machine of a test run: its first process says so. */
export const inOwnMachine = (): boolean => (readKernelFile('/proc/1/cmdline') ?? '').includes('\0skerry-tests\0');

import { readKernelFile } from './kernel-file.ts';

/** Another one after each start of the machine. Source: Documentation/admin-guide/sysctl/kernel.rst. */
export const bootId = (): string => readKernelFile('/proc/sys/kernel/random/boot_id')?.trim() ?? '';

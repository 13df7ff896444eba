/**
 * Numbers of system calls and a filter made of them (seccomp(2)), for the processors that Skerry runs on. Pure. Source: the
 * kernel's tables, arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h; from 424 on they agree.
 */
export interface Machine {
  /** What the kernel calls this processor in a filter: AUDIT_ARCH_*, linux/audit.h. */
  readonly architecture: number;
  readonly calls: Readonly<Record<string, number>>;
}

/** From "name number, name number …". */
const table = (text: string): Record<string, number> =>
  Object.fromEntries(
    text
      .trim()
      .split(/\s*,\s*/)
      .map((entry) => entry.split(' '))
      .map(([name = '', number]) => [name, Number(number)]),
  );

const everywhere = table(`
  pidfd_send_signal 424, io_uring_setup 425, open_tree 428, move_mount 429, fsopen 430, fsconfig 431, fsmount 432, fspick 433, pidfd_getfd 438,
  mount_setattr 442`);

const machines: Readonly<Record<string, Machine>> = {
  x64: {
    architecture: 0xc000003e,
    calls: {
      ...everywhere,
      ...table(`
        kill 62, ptrace 101, setgroups 116, setresuid 117, setresgid 119, capset 126, rt_sigqueueinfo 129, mknod 133, pivot_root 155, prctl 157, chroot 161, acct 163, settimeofday 164, mount 165, umount2 166,
        swapon 167, swapoff 168, reboot 169, iopl 172, ioperm 173, init_module 175, delete_module 176, quotactl 179, tkill 200,
        clock_settime 227, tgkill 234, kexec_load 246, add_key 248, request_key 249, keyctl 250, mknodat 259, unshare 272,
        rt_tgsigqueueinfo 297, perf_event_open 298, prlimit64 302, open_by_handle_at 304, setns 308, process_vm_readv 310, process_vm_writev 311, kcmp 312,
        finit_module 313, seccomp 317, kexec_file_load 320, bpf 321, userfaultfd 323`),
    },
  },
  arm64: {
    architecture: 0xc00000b7,
    calls: {
      ...everywhere,
      ...table(`
        mknodat 33, umount2 39, mount 40, pivot_root 41, chroot 51, quotactl 60, acct 89, capset 91, unshare 97, kexec_load 104,
        init_module 105, delete_module 106, clock_settime 112, ptrace 117, kill 129, tkill 130, tgkill 131, rt_sigqueueinfo 138, reboot 142, setresuid 147, setresgid 149, setgroups 159, prctl 167, settimeofday 170,
        add_key 217, request_key 218, keyctl 219, swapon 224, swapoff 225, rt_tgsigqueueinfo 240, perf_event_open 241, prlimit64 261, open_by_handle_at 265,
        setns 268, process_vm_readv 270, process_vm_writev 271, kcmp 272, finit_module 273, seccomp 277, bpf 280,
        userfaultfd 282, kexec_file_load 294`),
    },
  },
};

/** @throws RangeError for a processor that is not in the table: nothing is started without its filter. */
export function machineOf(arch: string): Machine {
  const machine = machines[arch];
  if (!machine) throw new RangeError(`no system calls are known of the processor ${arch}`);
  return machine;
}

/** What reads and writes a disk never needs: to change namespaces or mounts, to look into others, to change the kernel. */
export const deniedCalls: readonly string[] = `
  unshare setns mount umount2 pivot_root chroot open_tree move_mount fsopen fsconfig fsmount fspick mount_setattr mknod
  mknodat open_by_handle_at ptrace process_vm_readv process_vm_writev pidfd_getfd kcmp userfaultfd io_uring_setup bpf
  perf_event_open keyctl add_key request_key init_module finit_module delete_module kexec_load kexec_file_load swapon
  swapoff reboot acct quotactl settimeofday clock_settime iopl ioperm`
  .trim()
  .split(/\s+/);

/** Nor to reach another process, where that may be of the same user. */
export const deniedSignals: readonly string[] =
  'kill tkill tgkill pidfd_send_signal rt_sigqueueinfo rt_tgsigqueueinfo'.split(' ');

/** Of the second number space of x86-64, which nothing of ours uses. */
const x32 = 0x40000000;
const kill = 0x80000000;
const allow = 0x7fff0000;
const notPermitted = 0x00050001;

/**
 * A program for the kernel's packet filter, each instruction as "code,true,false,value": denied calls fail with EPERM, a
 * call of another architecture ends the process, all else goes on.
 */
export function filterOf({ architecture, calls }: Machine, denied: readonly string[]): string[] {
  const numbers = denied.flatMap((name) => calls[name] ?? []);
  const load = (offset: number) => `32,0,0,${offset}`;
  const answer = (value: number) => `6,0,0,${value}`;
  const known = [load(4), `21,1,0,${architecture}`, answer(kill)];
  const oneSpace = [load(0), `53,0,1,${x32}`, answer(notPermitted)];
  return [
    ...known,
    ...oneSpace,
    ...numbers.flatMap((number) => [`21,0,1,${number}`, answer(notPermitted)]),
    answer(allow),
  ];
}

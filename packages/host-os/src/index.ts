/**
 * The only code that starts processes or touches Linux. It owns no facts and knows nothing of Skerry: everybody else
 * asks it, so deadlines, logs and quoting are in one place.
 */
export { bootId } from './boot-id.ts';
export { type CgroupLayout, cgroupLayout } from './cgroup-layout.ts';
export { makeCgroups, removeCgroups, rootCgroups } from './cgroup-tree.ts';
export { CommandError, type CommandErrorCode, commandLine } from './command-error.ts';
export { findProcesses, type FoundProcess, processesOfNamespace } from './find-processes.ts';
export {
  type ConfinedLimits,
  type ConfinedProgram,
  confinedUser,
  type Confinement,
  startConfined,
} from './confined/start-confined.ts';
export { deniedCalls, filterOf, machineOf } from './confined/system-calls.ts';
export { numbersOfCalls, worldContents, worldFunctions, type WorldPart } from './confined/world-script.ts';
export { type Conversation, converse } from './converse.ts';
export { freePort } from './free-port.ts';
export {
  endMachines,
  findMachine,
  inMachine,
  type Machine,
  type MachineSpec,
  type ServiceOptions,
  startInMachine,
  startMachine,
} from './isolated-machine.ts';
export { readKernelFile } from './kernel-file.ts';
export { type LogPart, readLog } from './read-log.ts';
export { type FileLock, lockFile } from './lock-file.ts';
export { type LoopDevice, loopDevices } from './loop-devices.ts';
export { foreignness, ForeignDirectoryError, removeTree, takeOwnDirectory } from './own-directory.ts';
export {
  askLoops,
  heldLoops,
  type LoopsReleased,
  loopsMadeBelow,
  type ReleasedLoop,
  releaseLoopsOf,
  silentLoops,
} from './loop-names.ts';
export { type MachineDisk, type MachineFacts, machineFacts, type MachineInterface } from './machine-facts.ts';
export { type Mount, mountPoints, mounts } from './mounts.ts';
export { type KvmAnswer, type ProbeOptions, probeKvm } from './probe-kvm.ts';
export {
  type DetachedOptions,
  type ProcessIdentity,
  processAlive,
  processStartTime,
  readPidFile,
  startDetached,
  startTimeOf,
  type StopOptions,
  stopProcess,
} from './process.ts';
export { run, type RunOptions, type RunResult } from './run.ts';
export { runAttached } from './run-attached.ts';
export { openCommand, openProcessStream, type RunningCommand } from './open-process-stream.ts';
export { openTerminal, type Terminal, type TerminalSize } from './open-terminal.ts';
export {
  boundUntrusted,
  openUntrusted,
  readUntrusted,
  readUntrustedTail,
  type UntrustedErrorCode,
  UntrustedFileError,
} from './untrusted-file.ts';
export { writeRunFile } from './run-file.ts';
export { writeFileAtomic } from './write-file-atomic.ts';
export { type LineWatch, watchLines, type WatchOptions } from './watch-lines.ts';
export { type HostCounters, hostCounters } from './host-counters.ts';

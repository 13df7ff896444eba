export type ProgramName = 'front-end' | 'controller' | 'agent';

/** What a process is started with so that it holds little memory that it does not use. */
export interface MemorySettings {
  /** Of Node, before the program. */
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Freed memory goes back to the system. V8 compiles in segments of 32 KiB, which glibc would otherwise keep in its heap
 * between things that live on: 11 MiB of an agent. One arena for all threads: those of Node seldom allocate at once.
 */
const givesBack = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '32768' } as const;

/**
 * The young generation takes up to three times its semi-space and is never given back while there is work. Smaller:
 * more is copied by more collections, which costs processor time where many objects live at once. No
 * `--enable-source-maps`: a map in memory takes 30 MiB and more; `node tools/stack.ts` reads stacks afterwards.
 */
export const memorySettings: Readonly<Record<ProgramName, MemorySettings>> = {
  // The old generation grows by half between whole collections, not fourfold: 200 MiB with 10,000 instances instead of 400.
  'front-end': { flags: ['--max-semi-space-size=8', '--heap-growing-percent=50'], env: givesBack },
  controller: { flags: ['--max-semi-space-size=2'], env: givesBack },
  agent: { flags: ['--max-semi-space-size=1'], env: givesBack },
};

/** The allocator has read them at the start; what we start ourselves, such as the servers of disks, shall not. */
export function keepMemorySettingsToOurselves(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(givesBack)) delete env[name];
}

/**
 * Signals by which a container's init is told to halt or to reboot, as LXC writes them (lxc.container.conf(5)). Closed,
 * because the name becomes a line of a configuration: what stands here has been read by somebody.
 *
 * SIGPWR and SIGINT: sysvinit and systemd; SIGTERM, SIGUSR1 and SIGUSR2: busybox; SIGQUIT and SIGHUP: s6 and others;
 * SIGCONT: runit; SIGWINCH: servers that end gently; SIGRTMIN+3 to +6 and +13 to +16: systemd(1).
 */
export const initSignals = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGTERM',
  'SIGCONT',
  'SIGWINCH',
  'SIGPWR',
  'SIGRTMIN+3',
  'SIGRTMIN+4',
  'SIGRTMIN+5',
  'SIGRTMIN+6',
  'SIGRTMIN+13',
  'SIGRTMIN+14',
  'SIGRTMIN+15',
  'SIGRTMIN+16',
] as const;
export type InitSignal = (typeof initSignals)[number];

/** What an init is sent when its image says nothing that we know. */
export const defaultSignals = { halt: 'SIGPWR', reboot: 'SIGINT' } as const satisfies Record<string, InitSignal>;

/**
 * The signal of a record that may be older than the list: what is not on it becomes the default, so that an image that
 * was once accepted still runs, and its words reach no configuration.
 */
export function initSignal(given: unknown, what: keyof typeof defaultSignals): InitSignal {
  return initSignals.find((signal) => signal === given) ?? defaultSignals[what];
}

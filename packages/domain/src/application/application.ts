/** What an application image says of how it is started; as its maker wrote it, checked for its shape only. */
export interface Application {
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** `NAME=value`, in order. */
  readonly environment: readonly string[];
  /** Name or number, and group after a colon. Absent: root. */
  readonly user?: string;
  /** Absolute; a relative one begins at the root. */
  readonly workingDirectory: string;
  /** As in `SIGTERM`, `15`, `RTMIN+3`. */
  readonly stopSignal?: string;
  /** Absolute paths that should be volumes. */
  readonly volumes: readonly string[];
  readonly ports: readonly { readonly port: number; readonly protocol: 'sctp' | 'tcp' | 'udp' }[];
  readonly healthCheck?: HealthCheck;
  readonly labels: Readonly<Record<string, string>>;
}

export interface HealthCheck {
  /** Exits with 0 when all is well. `shell`: one text for the shell of the image. */
  readonly test: { readonly exec: readonly string[] } | { readonly shell: string };
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly startSeconds: number;
  readonly retries: number;
}

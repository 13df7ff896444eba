/** What the configuration of an image says of its start, in our words. Pure. Checked by who starts it, not here. */
import type { Application, HealthCheck } from '@skerry/marketplace-contract';
import type { ImageConfiguration } from './documents.ts';

type Settings = NonNullable<ImageConfiguration['config']>;

export function applicationOf({ config }: ImageConfiguration): Application {
  const settings: Partial<Settings> = config ?? {};
  const healthCheck = healthCheckOf(settings.Healthcheck);
  return {
    entrypoint: settings.Entrypoint ?? [],
    command: settings.Cmd ?? [],
    environment: settings.Env ?? [],
    ...(settings.User ? { user: settings.User } : {}),
    workingDirectory: absolute(settings.WorkingDir ?? ''),
    ...(settings.StopSignal ? { stopSignal: settings.StopSignal } : {}),
    volumes: Object.keys(settings.Volumes ?? {}).map(absolute),
    ports: Object.keys(settings.ExposedPorts ?? {}).flatMap(portOf),
    ...(healthCheck === undefined ? {} : { healthCheck }),
    labels: settings.Labels ?? {},
  };
}

const absolute = (path: string): string => (path.startsWith('/') ? path : `/${path}`);

const protocols = ['sctp', 'tcp', 'udp'] as const;

/** `80`, `80/tcp`, and since Docker lets it through `8000-8010/udp`. Nonsense is no port. */
function portOf(text: string): Application['ports'][number][] {
  const [, first, last, word] = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/([a-z]+))?$/.exec(text) ?? [];
  const protocol = protocols.find((each) => each === (word ?? 'tcp'));
  const [from, to] = [Number(first), Number(last ?? first)];
  if (protocol === undefined || !(from >= 1) || to > 65_535 || to < from) return [];
  return Array.from({ length: to - from + 1 }, (_, i) => ({ port: from + i, protocol }));
}

/** Nanoseconds; nothing and zero are Docker's defaults. */
function healthCheckOf(check: Settings['Healthcheck']): HealthCheck | undefined {
  const [how, ...rest] = check?.Test ?? [];
  const test = how === 'CMD' ? { exec: rest } : how === 'CMD-SHELL' ? { shell: rest.join(' ') } : undefined;
  if (test === undefined || rest.length === 0) return undefined;
  const seconds = (nanoseconds: number | null | undefined, usual: number) =>
    nanoseconds && nanoseconds > 0 ? nanoseconds / 1e9 : usual;
  return {
    test,
    intervalSeconds: seconds(check?.Interval, 30),
    timeoutSeconds: seconds(check?.Timeout, 30),
    startSeconds: seconds(check?.StartPeriod, 0),
    retries: check?.Retries && check.Retries > 0 ? Math.trunc(check.Retries) : 3,
  };
}

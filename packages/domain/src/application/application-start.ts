/**
 * How an application is started as an instance: what its image says of it, merged once, at the creation, with what a
 * template and whoever creates it say instead. Kept with the instance and told to its host; nobody asks the image again.
 */
import type { Application } from './application.ts';
import { type HealthProbe, probeOf } from './health.ts';
import type { RestartWish } from './restart.ts';

export interface ApplicationStart extends RestartWish {
  /** Program and arguments: both lists, one after the other. */
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** `NAME=value`, each name once. */
  readonly environment: readonly string[];
  /** Name or number, and group after a colon, as the image knows them. Absent: root. */
  readonly user?: string;
  /** Absolute. */
  readonly workingDirectory: string;
  /** As in `SIGTERM`, `15`, `RTMIN+3`; absent: SIGTERM. */
  readonly stopSignal?: string;
  readonly healthCheck?: HealthProbe;
}

/** What is said instead of what its image says. */
export type ApplicationSaid = { readonly [Key in keyof ApplicationStart]?: ApplicationStart[Key] };
/** The same as it is asked for: what is null is taken back, what is undefined is not spoken of. */
export type ApplicationGiven = { readonly [Key in keyof ApplicationStart]?: ApplicationStart[Key] | null | undefined };

/**
 * Characters of all its words together. Larger: it is kept at the front-end, the cluster and the host, and fed to each;
 * smaller: environments of real life do not fit.
 */
export const mostApplicationCharacters = 65_536;

export const applicationTooLarge =
  'An application holds at most 65,536 characters: program, arguments and environment together.';

/** As the image has it, with what each of the others says instead, one after the other. */
export function startOf(image: Application, ...given: readonly (ApplicationGiven | undefined)[]): ApplicationStart {
  const { entrypoint, command, environment, user, workingDirectory, stopSignal, healthCheck } = image;
  const start: ApplicationStart = {
    entrypoint,
    command,
    environment: merged(environment),
    ...(user === undefined || user === '' ? {} : { user }),
    workingDirectory: absolute(workingDirectory),
    ...(stopSignal === undefined ? {} : { stopSignal }),
    ...(healthCheck === undefined ? {} : { healthCheck: probeOf(healthCheck) }),
    restart: 'always',
  };
  return given.reduce<ApplicationStart>(startWith, start);
}

/** Another program takes none of the arguments that were meant for the one before. */
function startWith(start: ApplicationStart, given: ApplicationGiven = {}): ApplicationStart {
  const { entrypoint, command, environment, user, workingDirectory, stopSignal, ...more } = given;
  const { restart, mostRestarts, healthCheck } = more;
  return {
    ...start,
    ...(entrypoint == null ? {} : { entrypoint, command: [] }),
    ...(command == null ? {} : { command }),
    ...(environment == null ? {} : { environment: merged([...start.environment, ...environment]) }),
    ...(user == null ? {} : { user }),
    ...(workingDirectory == null ? {} : { workingDirectory: absolute(workingDirectory) }),
    ...(stopSignal == null ? {} : { stopSignal }),
    ...(healthCheck == null ? {} : { healthCheck }),
    ...(restart == null ? {} : { restart }),
    ...(mostRestarts == null ? {} : { mostRestarts }),
  };
}

/** What was said, with what is given now. Undefined: nothing is said any more. */
export function saidWith(said: ApplicationSaid = {}, given: ApplicationGiven = {}): ApplicationSaid | undefined {
  const spoken = Object.entries(given).filter(([, value]) => value !== undefined);
  const all = { ...said, ...Object.fromEntries(spoken) };
  const left = Object.entries(all).filter(([, value]) => value !== null);
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

/** The last value of a name holds, at the place of the first. A name alone has no value: a process cannot be told it. */
function merged(environment: readonly string[]): string[] {
  const values = new Map<string, string>();
  for (const entry of environment) {
    const at = entry.indexOf('=');
    if (at > 0) values.set(entry.slice(0, at), entry);
  }
  return [...values.values()];
}

const absolute = (path: string): string => (path.startsWith('/') ? path : `/${path}`);

/** All that stands in it. */
const allWords = ({ entrypoint, command, environment, ...rest }: ApplicationGiven): string[] => [
  ...(entrypoint ?? []),
  ...(command ?? []),
  ...(environment ?? []),
  ...[rest.user, rest.workingDirectory, rest.stopSignal].filter((word) => word != null),
];

export const isTooLarge = (given: ApplicationGiven): boolean =>
  allWords(given).reduce((sum, word) => sum + word.length, 0) > mostApplicationCharacters;

/** Undefined: a process can be told it so; else the sentence for who wrote it. */
export function environmentProblem(entry: string): string | undefined {
  if (/^[^=\0]+=[^\0]*$/.test(entry)) return undefined;
  return `"${entry.slice(0, 40)}" is not NAME=value.`;
}

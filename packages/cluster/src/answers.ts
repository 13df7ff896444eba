/** What the cluster can be asked about its guests and hosts: over the link, or by the console of the site in place. */
import {
  guestConsole,
  guestConsoleLog,
  guestConsoleResize,
  guestDisplay,
  hostJoinToken,
  samplesHistory,
} from '@skerry/contract';
import { type Instance, rateNames, type SampleRings } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import type { Handlers, LinkDuplex } from '@skerry/link';
import type { Json, Mirror } from '@skerry/store';
import type { HostLink } from './hosts/host-link.ts';
import { keys } from './keys.ts';

export interface AnswerParts {
  /** The front-end may ask before the links to the hosts are open. */
  readonly hosts: Promise<HostLink>;
  readonly mirror: Mirror;
  readonly samples: SampleRings;
  readonly issueHostToken: (lifetimeSeconds: number) => Promise<{ readonly token: string; readonly expiresAt: string }>;
}

export type Requests = Readonly<Record<string, (body: Json) => Json | Promise<Json>>>;

export function requestsOf({ hosts, mirror, samples, issueHostToken }: AnswerParts): Requests {
  return {
    [samplesHistory.method]: (body) => {
      const { subject, id } = samplesHistory.body.parse(body);
      const histories = samples.all(subject, id).map(({ stepSeconds, points }) => ({
        stepSeconds,
        points: points.map(({ at, rates }) => [at, ...rateNames.map((name) => rates[name])]),
      }));
      return { histories };
    },
    [hostJoinToken.method]: async (body) => issueHostToken(hostJoinToken.body.parse(body).lifetimeSeconds),
    [guestConsoleResize.method]: async (body) => {
      const { instanceId } = guestConsoleResize.body.parse(body);
      const host = (await hosts).session(hostOf(mirror, instanceId));
      return host.request(guestConsoleResize.method, body, { deadlineMs: 10_000, whenCut: 'fail' });
    },
    [guestConsoleLog.method]: async (body) => {
      const { instanceId } = guestConsoleLog.body.parse(body);
      const host = (await hosts).session(hostOf(mirror, instanceId));
      return host.request(guestConsoleLog.method, body, { deadlineMs: 10_000 });
    },
  };
}

const streamed = { [guestConsole.method]: guestConsole, [guestDisplay.method]: guestDisplay } as const;

export function streamsOf({ hosts, mirror }: Pick<AnswerParts, 'hosts' | 'mirror'>): NonNullable<Handlers['streams']> {
  const pass = (method: string) => async (stream: LinkDuplex, body: Json) => {
    const { instanceId } = streamed[method as keyof typeof streamed].body.parse(body);
    return (await hosts).passStream(method, hostOf(mirror, instanceId), body, stream);
  };
  return Object.fromEntries(Object.keys(streamed).map((method) => [method, pass(method)]));
}

/** Throws `instance-unplaced`. */
export function hostOf(mirror: Mirror, instanceId: number): number {
  const instance = mirror.get(keys.instance(instanceId))?.value as unknown as Instance | undefined;
  if (instance?.hostId !== undefined) return instance.hostId;
  throw new SkerryError({
    code: 'instance-unplaced',
    kind: 'refused',
    message: 'The instance is on no host yet, so there is nothing to show.',
  });
}

/** What the cluster can be asked about its guests and hosts: over the link, or by the console of the site in place. */
import {
  guestConsole,
  guestConsoleLog,
  guestConsoleResize,
  guestDisplay,
  type Heard,
  hostJoinToken,
  hostJoinTokenRevoke,
  hostJoinTokens,
  type ReplyTold,
  type RequestMethod,
  samplesHistory,
} from '@skerry/contract';
import { type Instance, type SampleRings } from '@skerry/domain';
import { SkerryError } from '@skerry/kit';
import { type Answering, ask, type Handlers, together } from '@skerry/link';
import type { Mirror } from '@skerry/store';
import type { HostTokens } from './hosts/host-tokens.ts';
import type { HostLink } from './hosts/host-link.ts';
import { keys } from './keys.ts';

export interface AnswerParts {
  /** The front-end may ask before the links to the hosts are open. */
  readonly hosts: Promise<HostLink>;
  readonly mirror: Mirror;
  readonly samples: SampleRings;
  readonly tokens: Pick<HostTokens, 'usable' | 'revoke'>;
  readonly issueHostToken: (lifetimeSeconds: number) => Promise<{ readonly token: string; readonly expiresAt: string }>;
}

type Answer<M extends RequestMethod> = (body: Heard<M>) => ReplyTold<M> | Promise<ReplyTold<M>>;

/** By the name of the method. */
export interface Requests {
  readonly [samplesHistory.method]: Answer<typeof samplesHistory>;
  readonly [hostJoinToken.method]: Answer<typeof hostJoinToken>;
  readonly [hostJoinTokens.method]: Answer<typeof hostJoinTokens>;
  readonly [hostJoinTokenRevoke.method]: Answer<typeof hostJoinTokenRevoke>;
  readonly [guestConsoleResize.method]: Answer<typeof guestConsoleResize>;
  readonly [guestConsoleLog.method]: Answer<typeof guestConsoleLog>;
}

export function requestsOf({ hosts, mirror, samples, tokens, issueHostToken }: AnswerParts): Requests {
  const hostWith = async (instanceId: number) => (await hosts).session(hostOf(mirror, instanceId));
  return {
    [samplesHistory.method]: ({ subject, id }) => ({
      histories: samples.all(subject, id).map(({ stepSeconds, points }) => ({
        stepSeconds,
        points: points.map(({ at, rates: r }) => [
          at,
          r.cpu,
          r.memoryBytes,
          r.diskReadBytesPerSecond,
          r.diskWrittenBytesPerSecond,
          r.networkReceivedBytesPerSecond,
          r.networkSentBytesPerSecond,
        ]),
        guestMemoryBytes: points.map(({ rates }) => rates.guestMemoryBytes),
      })),
    }),
    [hostJoinToken.method]: ({ lifetimeSeconds }) => issueHostToken(lifetimeSeconds),
    [hostJoinTokens.method]: async () => ({ tokens: await tokens.usable() }),
    [hostJoinTokenRevoke.method]: async ({ id }) => ({ revoked: await tokens.revoke(id) }),
    [guestConsoleResize.method]: async (body) =>
      ask(await hostWith(body.instanceId), guestConsoleResize, body, { deadlineMs: 10_000, whenCut: 'fail' }),
    [guestConsoleLog.method]: async (body) =>
      ask(await hostWith(body.instanceId), guestConsoleLog, body, { deadlineMs: 10_000 }),
  };
}

/** What the front-end may ask over the link. */
export function answersUpward(
  on: Answering,
  requests: Requests,
  parts: Pick<AnswerParts, 'hosts' | 'mirror'>,
): Handlers {
  const hostFor = (instanceId: number) => hostOf(parts.mirror, instanceId);
  return together(
    on.request(samplesHistory, requests[samplesHistory.method]),
    on.request(hostJoinToken, requests[hostJoinToken.method]),
    on.request(hostJoinTokens, requests[hostJoinTokens.method]),
    on.request(hostJoinTokenRevoke, requests[hostJoinTokenRevoke.method]),
    on.request(guestConsoleResize, requests[guestConsoleResize.method]),
    on.request(guestConsoleLog, requests[guestConsoleLog.method]),
    on.stream(guestConsole, async (stream, body) =>
      (await parts.hosts).passStream(guestConsole, hostFor(body.instanceId), body, stream),
    ),
    on.stream(guestDisplay, async (stream, body) =>
      (await parts.hosts).passStream(guestDisplay, hostFor(body.instanceId), body, stream),
    ),
  );
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

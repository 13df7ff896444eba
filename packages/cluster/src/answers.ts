/**
 * What the cluster can be asked about itself, its guests and its hosts: over the link, or by the console of the site in
 * place. What is about an instance goes to its host, by the table of methods; the rest is answered here.
 */
import {
  aboutOf,
  hostJoinToken,
  hostJoinTokenRevoke,
  hostJoinTokens,
  type LinkMethod,
  passedToHosts,
  reconcilersShow,
  type ReplyTold,
  samplesHistory,
} from '@skerry/contract';
import type { SampleRings } from '@skerry/domain';
import type { ReconcilerStatus } from '@skerry/kit';
import { ask } from '@skerry/link';
import type { Mirror } from '@skerry/store';
import type { HostTokens } from './hosts/host-tokens.ts';
import type { HostLink } from './hosts/host-link.ts';
import { keys } from './keys.ts';
import { Questions } from './questions.ts';
import { clusterError } from './errors.ts';

export interface AnswerParts {
  /** The front-end may ask before the links to the hosts are open. */
  readonly hosts: Promise<HostLink>;
  readonly mirror: Mirror;
  readonly samples: SampleRings;
  readonly tokens: Pick<HostTokens, 'usable' | 'revoke'>;
  readonly issueHostToken: (lifetimeSeconds: number) => Promise<{ readonly token: string; readonly expiresAt: string }>;
  readonly reconcilers: () => readonly ReconcilerStatus[];
}

type Point = ReplyTold<typeof samplesHistory>['histories'][number]['points'][number];

/** Of one guest, for somebody who waits. Longer feels hung. */
const deadlineMs = 10_000;

export function questionsOf(parts: AnswerParts): Questions {
  const { hosts, mirror, samples, tokens, issueHostToken, reconcilers } = parts;
  const questions = new Questions()
    .request(samplesHistory, ({ subject, id }) => ({
      histories: samples.all(subject, id).map(({ stepSeconds, points }) => ({
        stepSeconds,
        points: points.map(
          ({ at, rates: r }): Point => [
            at,
            r.cpu,
            r.memoryBytes,
            r.diskReadBytesPerSecond,
            r.diskWrittenBytesPerSecond,
            r.networkReceivedBytesPerSecond,
            r.networkSentBytesPerSecond,
          ],
        ),
        guestMemoryBytes: points.map(({ rates }) => rates.guestMemoryBytes),
      })),
    }))
    .request(hostJoinToken, ({ lifetimeSeconds }) => issueHostToken(lifetimeSeconds))
    .request(hostJoinTokens, async () => ({ tokens: await tokens.usable() }))
    .request(hostJoinTokenRevoke, async ({ id }) => ({ revoked: await tokens.revoke(id) }))
    .request(reconcilersShow, () => ({ reconcilers: [...reconcilers()] }));
  for (const method of passedToHosts) {
    if ('reply' in method) {
      questions.request(method, async (body) =>
        ask((await hosts).session(hostAbout(mirror, method, body)), method, body, { deadlineMs, whenCut: 'fail' }),
      );
    } else {
      questions.stream(method, async (stream, body) =>
        (await hosts).passStream(method, hostAbout(mirror, method, body), body, stream),
      );
    }
  }
  return questions;
}

/** The host that the message is about, or on which its instance runs. Throws `instance-unplaced`. */
export function hostAbout(mirror: Mirror, method: LinkMethod, body: unknown): number {
  const about = aboutOf(method, body);
  if (about === undefined) throw new Error(`${method.method} is about no host or instance`);
  if ('hostId' in about) return about.hostId;
  const instance = mirror.get(keys.instance(about.instanceId))?.value;
  if (instance?.hostId !== undefined) return instance.hostId;
  throw clusterError('instance-unplaced', 'The instance is on no host yet, so there is nothing to show.');
}

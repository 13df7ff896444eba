import type { z } from 'zod';

/**
 * A method of a link as data: what it is called, who asks, over which hop, and what is said. Both sides parse what they
 * hear by it; nobody calls a session with a bare name (tools/policy.test.ts).
 */
interface Method<Kind extends 'request' | 'stream' | 'sample'> {
  readonly method: string;
  readonly kind: Kind;
  /** `up`: the child asks its parent. */
  readonly direction: 'up' | 'down' | 'both';
  /** `cluster`: between front-end and controller. `host`: between controller and agent. */
  readonly hops: readonly ('cluster' | 'host')[];
  /** Whose it is: a controller passes on by itself what goes to a host. Its body has `instanceId` or `hostId` then. */
  readonly about?: 'instance' | 'host';
  readonly body: z.ZodType;
}

export interface RequestMethod extends Method<'request'> {
  readonly reply: z.ZodType;
}
export type StreamMethod = Method<'stream'>;
export type SampleMethod = Method<'sample'>;

/** As it is told, and as it is heard once it was parsed. */
export type Told<M extends Pick<RequestMethod, 'body'>> = z.input<M['body']>;
export type Heard<M extends Pick<RequestMethod, 'body'>> = z.output<M['body']>;
export type ReplyTold<M extends RequestMethod> = z.input<M['reply']>;
export type ReplyHeard<M extends RequestMethod> = z.output<M['reply']>;

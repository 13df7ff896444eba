import type {
  Cluster,
  Datastore,
  Disk,
  Group,
  Host,
  Image,
  Lease,
  Network,
  Template,
  Token,
  User,
} from '@skerry/domain';
import type { VisibleInstance } from '../instances/visible.ts';

/** Every kind and what stands for it in the model. */
export interface Objects {
  readonly cluster: Cluster;
  readonly datastore: Datastore;
  readonly disk: Disk;
  readonly group: Group;
  readonly host: Host;
  readonly image: Image;
  readonly instance: VisibleInstance;
  readonly lease: Lease;
  readonly network: Network;
  readonly template: Template;
  readonly token: Token;
  readonly user: User;
}
export type Kind = keyof Objects;

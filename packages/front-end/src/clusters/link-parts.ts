import type { Limits, SampleRings } from '@skerry/domain';
import type { Clock, Log } from '@skerry/kit';
import type { OpenParent } from '@skerry/link';
import type { Store } from '@skerry/store';
import type { Consoles } from '../consoles/consoles.ts';
import type { ImageFiles } from '../images/image-files.ts';
import type { AuditTrail } from '../state/audit-trail.ts';
import type { Following } from '../ports/following.ts';
import type { Ids } from '../state/ids.ts';
import type { Model } from '../state/model.ts';
import type { Provenance } from './provenance.ts';

export interface LinkParts {
  readonly store: Store;
  readonly model: Model;
  readonly provenance: Provenance;
  readonly following: Following;
  readonly ids: Ids;
  readonly images: ImageFiles;
  readonly samples: SampleRings;
  readonly consoles: Consoles;
  readonly trail: AuditTrail;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: Limits;
  readonly dataDirectory: string;
  readonly cloudId: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** Where clusters reach us, beside the address we listen on. */
  readonly serverNames: readonly string[];
  /** Takes the clusters in; over TLS unless given. */
  readonly openParent?: OpenParent;
}

import type { Limits, SampleRings } from '@skerry/domain';
import type { Clock, Log } from '@skerry/kit';
import type { OpenParent } from '@skerry/link';
import type { Store } from '@skerry/store';
import type { Consoles } from '@skerry/api/consoles/consoles';
import type { ImageFiles } from '../images/image-files.ts';
import type { AuditTrail } from '@skerry/api/state/audit-trail';
import type { Following } from '@skerry/api/ports/following';
import type { Ids } from '../state/ids.ts';
import type { Model } from '@skerry/api/state/model';
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

import type { Token } from '@skerry/domain';
import type { Json } from '@skerry/store';

/** Raise it with every change of `forCluster`: clusters that were told by the old one are told everything once. */
export const catalogueEdition = 'with-people';

/**
 * What of the catalogue a cluster needs: its own record, networks and hosts; every image; and, so that it can be operated
 * on the spot, all people with what proves who they are, and their templates. Log-ins stay where they were made.
 */
export const forCluster =
  (clusterId: number) =>
  (key: string, value: Json): boolean => {
    const [kind, id] = key.split('/');
    switch (kind) {
      case 'cluster':
        return id === String(clusterId);
      case 'network':
      case 'host':
        return (value as { clusterId?: number }).clusterId === clusterId;
      case 'token':
        return (value as unknown as Token).purpose === 'access';
      case 'datastore':
      case 'group':
      case 'image':
      case 'template':
      case 'user':
        return true;
      default:
        return false;
    }
  };

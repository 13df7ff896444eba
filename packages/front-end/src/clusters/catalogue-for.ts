import type { Json } from '@skerry/store';

/** What of the catalogue a cluster needs: its own record, networks and hosts, and every image. */
export const forCluster =
  (clusterId: number) =>
  (key: string, value: Json): boolean => {
    const [kind, id] = key.split('/');
    const its = (value as { clusterId?: number }).clusterId === clusterId;
    switch (kind) {
      case 'cluster':
        return id === String(clusterId);
      case 'network':
      case 'host':
        return its;
      case 'image':
        return true;
      default:
        return false;
    }
  };

import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { ObjectOf } from '../../api/kinds.ts';

type Image = ObjectOf<'image'>;

/** Milliseconds between two looks: how far an import is changes all the time, and is no event. */
const lookMs = 1_000;

/** The image as it is now, while it is imported; else as it is. */
export function useLiveImage(image: Image): Image {
  const isUnderWay = image.state === 'importing';
  const { data } = useQuery({
    queryKey: ['import', image.id],
    queryFn: async ({ signal }) => (await api().call('image.get', { params: { id: image.id }, signal })).data,
    enabled: isUnderWay,
    refetchInterval: lookMs,
  });
  return isUnderWay && data?.state === 'importing' ? data : image;
}

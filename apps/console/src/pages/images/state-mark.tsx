import type { ImageState } from '@skerry/domain';
import { text } from '../../i18n/i18n.ts';
import { State } from '../../ui/state.tsx';

const tones = { importing: 'busy', ready: 'good', failed: 'bad', missing: 'bad' } as const satisfies Record<
  ImageState,
  string
>;

export const ImageStateMark = ({ state }: { readonly state: ImageState }) => (
  <State tone={tones[state]} label={text(`images.${state}`)} />
);

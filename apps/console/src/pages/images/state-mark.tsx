import { text } from '../../i18n/i18n.ts';
import { State } from '../../ui/state.tsx';

export const ImageStateMark = ({ state }: { readonly state: 'ready' | 'missing' }) => (
  <State tone={state === 'ready' ? 'good' : 'bad'} label={text(`images.${state}`)} />
);

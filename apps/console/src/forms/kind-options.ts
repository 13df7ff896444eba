import { instanceKinds } from '@skerry/domain';
import { text } from '../i18n/i18n.ts';

export const kindOptions = () => instanceKinds.map((value) => ({ value, label: text(`objects.kinds.${value}`) }));

import type { Field } from '../../forms/field.ts';
import { text } from '../../i18n/i18n.ts';

export const clusterFields = (): readonly Field[] => [
  { name: 'siteUrl', label: text('clusters.siteUrl'), type: 'text', hint: text('clusters.siteUrlHint') },
  { name: 'location.place', label: text('clusters.place'), type: 'text', hint: text('clusters.placeHint') },
  { name: 'location.latitude', label: text('clusters.latitude'), type: 'number', decimals: 4, unit: '°' },
  { name: 'location.longitude', label: text('clusters.longitude'), type: 'number', decimals: 4, unit: '°' },
];

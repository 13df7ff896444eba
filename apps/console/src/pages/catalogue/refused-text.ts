import type { Host } from '../../api/kinds.ts';
import type { useText } from '../../i18n/i18n.ts';

/** What of what a sender told was not taken over; undefined, and so not shown: nothing. */
export const refusedText = (t: ReturnType<typeof useText>, refusals: Host['refusals']): string | undefined =>
  refusals && t('catalogue.refused', { count: refusals.count, message: refusals.message });
